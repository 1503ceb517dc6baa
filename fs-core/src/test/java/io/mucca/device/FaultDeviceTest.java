package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mucca.device.FaultDevice.Operation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FaultDeviceTest {
  private final CountingDevice below = new CountingDevice(new MemoryDevice(1 << 20, 512));
  private final FaultDevice device = new FaultDevice(below);
  private final MemorySegment buffer = AlignedMemory.allocate(512);

  @Nested
  class Contract extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() {
      return new FaultDevice(new MemoryDevice(SIZE_BYTES, 512));
    }
  }

  @Test
  void onlyTheChosenWriteFails() throws IOException {
    device.write(0, buffer, WriteCategory.DATA);
    device.failNth(Operation.WRITE, 2);
    device.write(0, buffer, WriteCategory.DATA);
    assertThrows(IOException.class, () -> device.write(0, buffer, WriteCategory.DATA));
    device.write(0, buffer, WriteCategory.DATA);
    assertEquals(3, below.counters().totalWrites());
    assertEquals(4, device.calls(Operation.WRITE));
  }

  @Test
  void everySyncFailsUntilHealed() throws IOException {
    device.failFrom(Operation.SYNC, 1);
    assertThrows(IOException.class, device::sync);
    assertThrows(IOException.class, device::sync);
    device.read(0, buffer);
    device.heal();
    device.sync();
    assertEquals(1, below.counters().syncs());
  }

  @Test
  void readFails() throws IOException {
    device.failNth(Operation.READ, 1);
    assertThrows(IOException.class, () -> device.read(0, buffer));
    device.read(0, buffer);
  }
}
