package io.mucca.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every {@link BlockDevice} promises; each implementation runs this suite. */
public abstract class BlockDeviceContract {
  /** The size of the device that a test gets. */
  protected static final long SIZE_BYTES = 2 << 20;

  private BlockDevice device;
  private int sector;

  /** A device of {@link #SIZE_BYTES} whose bytes are all zero. */
  protected abstract BlockDevice openDevice() throws IOException;

  @BeforeEach
  void open() throws IOException {
    device = openDevice();
    sector = device.sectorSize();
  }

  @AfterEach
  void close() throws IOException {
    if (device != null) {
      device.close();
    }
  }

  @Test
  void sizeIsInWholeSectorsOf512Or4096() {
    assertTrue(sector == 512 || sector == 4096, () -> "sector size " + sector);
    assertEquals(SIZE_BYTES, device.sizeBytes());
  }

  @Test
  void readReturnsWhatWasWritten() throws IOException {
    byte[] bytes = randomBytes(3 * sector, 1);
    write(5L * sector, bytes);
    assertArrayEquals(bytes, read(5L * sector, bytes.length));
  }

  @Test
  void rangeNeverWrittenReadsAsZeros() throws IOException {
    assertArrayEquals(new byte[sector], read(7L * sector, sector));
  }

  @Test
  void writeOfOneSectorLeavesItsNeighbours() throws IOException {
    byte[] before = randomBytes(3 * sector, 2);
    write(0, before);
    byte[] middle = randomBytes(sector, 3);
    write(sector, middle);
    System.arraycopy(middle, 0, before, sector, sector);
    assertArrayEquals(before, read(0, before.length));
  }

  @Test
  void writeReplacesWhatWasThere() throws IOException {
    write(0, randomBytes(2 * sector, 4));
    byte[] bytes = randomBytes(2 * sector, 5);
    write(0, bytes);
    assertArrayEquals(bytes, read(0, bytes.length));
  }

  @Test
  void wholeDeviceIsOneTransfer() throws IOException {
    byte[] bytes = randomBytes((int) SIZE_BYTES, 6);
    write(0, bytes);
    assertArrayEquals(bytes, read(0, bytes.length));
  }

  @Test
  void bufferAlignedToTheSectorAloneIsTaken() throws IOException {
    MemorySegment buffer = AlignedMemory.allocate(3L * sector).asSlice(sector, sector);
    buffer.fill((byte) 9);
    device.write(0, buffer, WriteCategory.DATA);
    buffer.fill((byte) 0);
    device.read(0, buffer);
    assertEquals(9, buffer.get(ValueLayout.JAVA_BYTE, sector - 1L));
  }

  @Test
  void readFillsNoMoreThanTheBuffer() throws IOException {
    write(0, randomBytes(3 * sector, 7));
    MemorySegment memory = AlignedMemory.allocate(3L * sector);
    device.read(0, memory.asSlice(0, sector));
    assertEquals(-1, memory.asSlice(sector).mismatch(AlignedMemory.allocate(2L * sector)));
  }

  @Test
  void lastSectorCanBeWritten() throws IOException {
    byte[] bytes = randomBytes(sector, 8);
    write(SIZE_BYTES - sector, bytes);
    assertArrayEquals(bytes, read(SIZE_BYTES - sector, sector));
  }

  @Test
  void transferPastTheEndFailsAndNamesDeviceAndOffset() throws IOException {
    MemorySegment buffer = AlignedMemory.allocate(2L * sector);
    long offset = SIZE_BYTES - sector;
    for (IOException failure :
        List.of(
            assertThrows(IOException.class, () -> device.read(offset, buffer)),
            assertThrows(IOException.class, () -> device.write(offset, buffer, WriteCategory.DATA)),
            assertThrows(IOException.class, () -> device.discard(offset, 2L * sector)))) {
      assertTrue(failure.getMessage().contains(device.name()), failure::getMessage);
      assertTrue(failure.getMessage().contains(Long.toString(offset)), failure::getMessage);
    }
    assertThrows(IOException.class, () -> device.read(Long.MAX_VALUE / 8192 * 8192, buffer));
    assertArrayEquals(new byte[sector], read(offset, sector));
  }

  @Test
  void brokenAlignmentIsTheCallersMistake() {
    MemorySegment memory = AlignedMemory.allocate(4L * sector);
    MemorySegment good = memory.asSlice(0, sector);
    refuses(1, good);
    refuses(sector / 2L, good);
    refuses(-sector, good);
    refuses(0, memory.asSlice(0, sector + 1L));
    refuses(0, memory.asSlice(0, sector / 2L));
    refuses(0, memory.asSlice(8, sector));
    refuses(0, memory.asSlice(sector / 2L, sector));
    refuses(0, MemorySegment.ofArray(new byte[sector]));
    assertThrows(IllegalArgumentException.class, () -> device.discard(1, sector));
    assertThrows(IllegalArgumentException.class, () -> device.discard(0, sector - 1L));
  }

  private void refuses(long offset, MemorySegment buffer) {
    assertThrows(IllegalArgumentException.class, () -> device.read(offset, buffer));
    assertThrows(
        IllegalArgumentException.class, () -> device.write(offset, buffer, WriteCategory.DATA));
  }

  @Test
  void emptyTransferDoesNothing() throws IOException {
    MemorySegment empty = AlignedMemory.allocate(sector).asSlice(0, 0);
    device.read(0, empty);
    device.write(SIZE_BYTES, empty, WriteCategory.DATA);
    device.discard(0, 0);
  }

  @Test
  void discardLeavesItsNeighbours() throws IOException {
    int length = 160 * 4096;
    byte[] bytes = randomBytes(length, 10);
    write(0, bytes);
    int from = 5 * sector;
    int to = length - 3 * sector;
    device.discard(from, to - from);
    byte[] after = read(0, length);
    assertArrayEquals(Arrays.copyOf(bytes, from), Arrays.copyOf(after, from));
    assertArrayEquals(Arrays.copyOfRange(bytes, to, length), Arrays.copyOfRange(after, to, length));
  }

  @Test
  void discardedRangeCanBeWrittenAgain() throws IOException {
    write(0, randomBytes(64 * 4096, 11));
    device.discard(0, 64 * 4096);
    byte[] bytes = randomBytes(sector, 12);
    write(sector, bytes);
    device.sync();
    assertArrayEquals(bytes, read(sector, sector));
  }

  @Test
  void randomWritesMatchAModel() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] model = new byte[(int) SIZE_BYTES];
    int sectors = (int) (SIZE_BYTES / sector);
    for (int i = 0; i < 200; i++) {
      int first = random.nextInt(sectors);
      int count = 1 + random.nextInt(Math.min(64, sectors - first));
      byte[] bytes = randomBytes(count * sector, random.nextLong());
      write((long) first * sector, bytes);
      System.arraycopy(bytes, 0, model, first * sector, bytes.length);
      if (i % 50 == 0) {
        device.sync();
      }
    }
    assertArrayEquals(model, read(0, model.length), () -> "seed " + seed);
  }

  @Test
  void writesOfManyThreadsAllArrive() throws Exception {
    int threads = 4;
    int perThread = 32;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> results = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        results.add(
            executor.submit(
                () -> {
                  for (int i = 0; i < perThread; i++) {
                    int index = first + i * threads;
                    write((long) index * sector, randomBytes(sector, index));
                  }
                  device.sync();
                  return null;
                }));
      }
      for (Future<?> result : results) {
        result.get();
      }
    }
    for (int index = 0; index < threads * perThread; index++) {
      assertArrayEquals(randomBytes(sector, index), read((long) index * sector, sector));
    }
  }

  /** The device itself refuses: the descriptor's number may belong to another file by then. */
  @Test
  void closedDeviceRefusesEverything() throws IOException {
    MemorySegment buffer = AlignedMemory.allocate(sector);
    device.close();
    refusesAsClosed(() -> device.read(0, buffer));
    refusesAsClosed(() -> device.write(0, buffer, WriteCategory.DATA));
    refusesAsClosed(() -> device.sync());
    refusesAsClosed(() -> device.discard(0, sector));
    device.close();
  }

  private static void refusesAsClosed(Executable operation) {
    IOException failure = assertThrows(IOException.class, operation);
    assertTrue(failure.getMessage().endsWith("is closed"), failure::getMessage);
  }

  private void write(long offset, byte[] bytes) throws IOException {
    MemorySegment buffer = AlignedMemory.allocate(bytes.length);
    buffer.copyFrom(MemorySegment.ofArray(bytes));
    device.write(offset, buffer, WriteCategory.DATA);
  }

  private byte[] read(long offset, int length) throws IOException {
    MemorySegment buffer = AlignedMemory.allocate(length);
    buffer.fill((byte) 0x5a);
    device.read(offset, buffer);
    return buffer.toArray(ValueLayout.JAVA_BYTE);
  }

  private static byte[] randomBytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
