package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ForkableDeviceTest {
  private static final int SECTOR = 512;

  @Nested
  class Contract extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() {
      return ForkableDevice.ofZeros(SIZE_BYTES, SECTOR);
    }
  }

  @Test
  void forksDoNotSeeWhatOthersWrite() throws IOException {
    ForkableDevice device = ForkableDevice.ofZeros(4 * SECTOR, SECTOR);
    write(device, 0, 1);
    ForkableDevice fork = device.fork();
    write(device, 0, 2);
    write(fork, 1, 3);
    assertEquals("20", content(device));
    assertEquals("13", content(fork));
  }

  @Test
  void copyHoldsWhatTheOtherDeviceHolds() throws IOException {
    MemoryDevice memory = new MemoryDevice(2 * SECTOR, SECTOR);
    write(memory, 1, 7);
    assertEquals("07", content(ForkableDevice.copyOf(memory)));
  }

  private static void write(BlockDevice device, int sector, int value) throws IOException {
    MemorySegment source = AlignedMemory.allocate(SECTOR).fill((byte) value);
    device.write((long) sector * SECTOR, source, WriteCategory.DATA);
  }

  /** The first bytes of the first two sectors, as digits. */
  private static String content(BlockDevice device) throws IOException {
    MemorySegment buffer = AlignedMemory.allocate(2 * SECTOR);
    device.read(0, buffer);
    return "" + buffer.get(ValueLayout.JAVA_BYTE, 0) + buffer.get(ValueLayout.JAVA_BYTE, SECTOR);
  }
}
