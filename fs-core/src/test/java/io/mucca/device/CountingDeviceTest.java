package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  @Test
  void sharesSayWhatTheBytesOfWritesAreAndTheRestIsTheImages() throws IOException {
    WriteShares shares = new WriteShares();
    shares.add(7, WriteCategory.DATA, 1).add(7, WriteCategory.FILLER, 1000);
    device.write(0, AlignedMemory.allocate(512), WriteCategory.DATA, shares);
    device.write(512, AlignedMemory.allocate(1024), WriteCategory.LOG_RECORD, shares);
    WrittenBytes written = device.counters().written();
    assertEquals(1, written.ofRoot(7, WriteCategory.DATA));
    assertEquals(1000, written.ofRoot(7, WriteCategory.FILLER));
    assertEquals(535, written.ofRoot(WriteShares.IMAGE, WriteCategory.LOG_RECORD));
    assertEquals(1536, written.total());
    assertEquals(1, device.counters().writes(WriteCategory.LOG_RECORD));
  }

  @Test
  void bytesCountForTheInnermostCauseOfTheThread() throws IOException {
    try (CauseScope _ = CauseScope.enter(WriteCause.FSYNC)) {
      try (CauseScope _ = CauseScope.enter(WriteCause.LOG_FULL)) {
        device.write(0, AlignedMemory.allocate(512), WriteCategory.SPACE_MAP);
      }
      device.write(0, AlignedMemory.allocate(1024), WriteCategory.SUPERBLOCK);
    }
    device.write(0, AlignedMemory.allocate(2048), WriteCategory.SUPERBLOCK);
    WrittenBytes written = device.counters().written();
    assertEquals(512, written.of(WriteCategory.SPACE_MAP, WriteCause.LOG_FULL));
    assertEquals(1024, written.of(WriteCategory.SUPERBLOCK, WriteCause.FSYNC));
    assertEquals(2048, written.of(WriteCause.REQUEST));
  }

  @Test
  void whatIsFoldedStaysInEverySumAndInEveryDifference() throws IOException {
    WriteShares shares = new WriteShares();
    device.write(
        0, AlignedMemory.allocate(512), WriteCategory.DATA, shares.add(7, WriteCategory.DATA, 512));
    DeviceCounters before = device.counters();
    shares.add(7, WriteCategory.FILLER, 512).add(8, WriteCategory.FILLER, 512);
    device.write(0, AlignedMemory.allocate(1024), WriteCategory.DATA, shares);
    device.fold(7);
    WrittenBytes written = device.counters().written();
    assertEquals(1536, written.total());
    assertEquals(1024, written.ofRoot(WrittenBytes.DESTROYED));
    assertEquals(0, written.ofRoot(7));
    WrittenBytes between = device.counters().since(before).written();
    assertEquals(Set.of(WrittenBytes.DESTROYED, 8L), between.roots());
    assertEquals(512, between.ofRoot(WrittenBytes.DESTROYED));
    assertEquals(1024, between.total());
  }

  @Test
  void countsWhileOthersWriteAndRootsAreFoldedLoseNothing() throws Exception {
    int perThread = 20_000;
    Callable<Boolean> writer =
        () -> {
          WriteShares shares = new WriteShares();
          MemorySegment sector = AlignedMemory.allocate(512);
          for (int i = 0; i < perThread; i++) {
            device.write(0, sector, WriteCategory.DATA, shares.add(i % 5, WriteCategory.DATA, 512));
          }
          return true;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Boolean>> writers = List.of(threads.submit(writer), threads.submit(writer));
      for (int root = 1; writers.stream().anyMatch(run -> !run.isDone()); root = root % 4 + 1) {
        device.fold(root);
        Thread.onSpinWait();
      }
      for (Future<Boolean> run : writers) {
        assertTrue(run.get());
      }
    }
    assertEquals(2L * perThread * 512, device.counters().totalBytesWritten());
  }
}
