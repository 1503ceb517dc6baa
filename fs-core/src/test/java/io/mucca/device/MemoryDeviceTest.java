package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryDeviceTest {
  @Nested
  class SmallSectors extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() {
      return new MemoryDevice(SIZE_BYTES, 512);
    }
  }

  @Nested
  class LargeSectors extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() {
      return new MemoryDevice(SIZE_BYTES, 4096);
    }
  }

  @Nested
  class OutsideTheHeap extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() {
      return new MemoryDevice(SIZE_BYTES, 512, Arena.ofAuto());
    }
  }

  @Test
  void hugeDeviceTakesNoMemoryForWhatIsNotWritten() throws IOException {
    MemoryDevice device = new MemoryDevice(1L << 40, 4096);
    MemorySegment buffer = AlignedMemory.allocate(4096).fill((byte) 3);
    device.write((1L << 40) - 4096, buffer, WriteCategory.DATA);
    device.read(1L << 39, buffer);
    assertEquals(0, buffer.get(ValueLayout.JAVA_BYTE, 0));
    device.read((1L << 40) - 4096, buffer);
    assertEquals(3, buffer.get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void copyDoesNotFollowTheOriginal() throws IOException {
    MemoryDevice device = new MemoryDevice(1 << 20, 512);
    MemorySegment buffer = AlignedMemory.allocate(512).fill((byte) 1);
    device.write(0, buffer, WriteCategory.DATA);
    MemoryDevice copy = device.copy();
    device.write(0, buffer.fill((byte) 2), WriteCategory.DATA);
    copy.read(0, buffer);
    assertEquals(1, buffer.get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void sizeAndSectorMustFit() {
    assertThrows(IllegalArgumentException.class, () -> new MemoryDevice(4096, 1024));
    assertThrows(IllegalArgumentException.class, () -> new MemoryDevice(4095, 512));
  }
}
