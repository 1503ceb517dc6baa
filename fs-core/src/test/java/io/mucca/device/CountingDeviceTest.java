package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CountingDeviceTest {
  private final MemoryDevice memory = new MemoryDevice(1 << 20, 512);
  private final CountingDevice device = new CountingDevice(memory);

  @Nested
  class Contract extends BlockDeviceContract {
    @Override
    protected BlockDevice openDevice() {
      return new CountingDevice(new MemoryDevice(SIZE_BYTES, 512));
    }
  }

  @Test
  void categoriesSumToTheBytesHandedToTheDevice() throws IOException {
    RecordingDevice below = new RecordingDevice(memory);
    CountingDevice counting = new CountingDevice(below);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      WriteCategory category =
          WriteCategory.values()[random.nextInt(WriteCategory.values().length)];
      counting.write(
          random.nextInt(1000) * 512L,
          AlignedMemory.allocate(512L * (1 + random.nextInt(8))),
          category);
    }
    Map<WriteCategory, Long> expected = new EnumMap<>(WriteCategory.class);
    for (WriteCategory category : WriteCategory.values()) {
      expected.put(category, 0L);
    }
    long total = 0;
    for (RecordingDevice.Event event : below.events()) {
      RecordingDevice.Write write = (RecordingDevice.Write) event;
      expected.merge(write.category(), (long) write.bytes().length, Long::sum);
      total += write.bytes().length;
    }
    DeviceCounters counters = counting.counters();
    assertEquals(expected, counters.bytesWritten(), () -> "seed " + seed);
    assertEquals(total, counters.totalBytesWritten(), () -> "seed " + seed);
    assertEquals(100, counters.totalWrites(), () -> "seed " + seed);
  }

  @Test
  void readsSyncsAndDiscardsAreCounted() throws IOException {
    device.read(0, AlignedMemory.allocate(1024));
    device.read(0, AlignedMemory.allocate(512));
    device.sync();
    device.discard(0, 4096);
    DeviceCounters counters = device.counters();
    assertEquals(2, counters.reads());
    assertEquals(1536, counters.bytesRead());
    assertEquals(1, counters.syncs());
    assertEquals(4096, counters.bytesDiscarded());
    assertEquals(0, counters.totalBytesWritten());
  }

  @Test
  void differenceOfTwoMomentsIsWhatHappenedBetween() throws IOException {
    device.write(0, AlignedMemory.allocate(512), WriteCategory.LOG_RECORD);
    DeviceCounters before = device.counters();
    device.write(0, AlignedMemory.allocate(4096), WriteCategory.DATA);
    device.sync();
    DeviceCounters between = device.counters().since(before);
    assertEquals(4096, between.bytesWritten(WriteCategory.DATA));
    assertEquals(1, between.writes(WriteCategory.DATA));
    assertEquals(0, between.bytesWritten(WriteCategory.LOG_RECORD));
    assertEquals(1, between.syncs());
  }

  @Test
  void writeThatTheContractRefusesIsNotCounted() {
    assertThrows(
        IOException.class,
        () -> device.write(1 << 20, AlignedMemory.allocate(512), WriteCategory.DATA));
    assertEquals(0, device.counters().totalBytesWritten());
  }
}
