package io.mucca.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mucca.block.Checksums;
import io.mucca.block.Geometry;
import io.mucca.block.LittleEndian;
import io.mucca.block.LogAnchor;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteShares;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogWriterReaderTest {
  private static final int SECTOR = 512;
  private static final int SECTORS = 64;
  private static final long VOLUME = 0x0123_4567_89ab_cdefL;
  private static final Geometry GEOMETRY = new Geometry(1 << 20, 512, 4096, SECTOR, 512);
  private static final long ADDRESS = GEOMETRY.firstDataBlock() + 10;

  private final MemoryDevice device = new MemoryDevice(GEOMETRY.sizeBytes(), SECTOR);

  private static LogAnchor anchor(long sequence, int chain) {
    return new LogAnchor(ADDRESS, SECTORS, sequence, chain);
  }

  private LogWriter writer(LogAnchor anchor) {
    return new LogWriter(device, GEOMETRY, anchor, VOLUME);
  }

  private static byte[] payload(int seed, int length) {
    byte[] payload = new byte[length];
    new Random(seed).nextBytes(payload);
    return payload;
  }

  private static LogWriter.Sealed append(LogWriter writer, byte[] payload) throws IOException {
    byte[] record = record(payload);
    LogWriter.Sealed sealed = writer.seal(record, record.length);
    writer.write(sealed, record, record.length, new WriteShares());
    return sealed;
  }

  private static byte[] record(byte[] payload) {
    byte[] record = new byte[LogWriter.HEADER_BYTES + payload.length];
    System.arraycopy(payload, 0, record, LogWriter.HEADER_BYTES, payload.length);
    return record;
  }

  private List<LogRecord> readAll(LogAnchor anchor) throws IOException {
    return readAll(anchor, VOLUME);
  }

  private List<LogRecord> readAll(LogAnchor anchor, long volume) throws IOException {
    List<LogRecord> records = new ArrayList<>();
    try (LogReader reader = new LogReader(device, GEOMETRY, anchor, volume)) {
      for (LogRecord record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
      assertNull(reader.next());
    }
    return records;
  }

  private static long offset(long sequence) {
    return GEOMETRY.offsetOf(ADDRESS) + sequence % SECTORS * SECTOR;
  }

  private byte[] sectors(long sequence, int count) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sector = arena.allocate((long) count * SECTOR, 4096);
      device.read(offset(sequence), sector);
      return sector.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private void putSectors(long sequence, byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sector = arena.allocate(bytes.length, 4096);
      MemorySegment.copy(bytes, 0, sector, ValueLayout.JAVA_BYTE, 0, bytes.length);
      device.write(offset(sequence), sector, WriteCategory.LOG_RECORD);
    }
  }

  @Test
  void recordIsLaidOutAsDocumented() throws IOException {
    LogWriter writer = writer(anchor(5, 0x11223344));
    writer.durable(4);
    append(writer, new byte[] {1, 2, 3});
    byte[] bytes = sectors(5, 1);
    assertArrayEquals("mLog".getBytes(java.nio.charset.StandardCharsets.US_ASCII), head(bytes, 0));
    assertEquals(Checksums.crc32c(bytes, 8, 43 - 8), LittleEndian.getInt(bytes, 4));
    assertEquals(VOLUME, LittleEndian.getLong(bytes, 8));
    assertEquals(5, LittleEndian.getLong(bytes, 16));
    assertEquals(43, LittleEndian.getInt(bytes, 24));
    assertEquals(0x11223344, LittleEndian.getInt(bytes, 28));
    assertEquals(5, LittleEndian.getLong(bytes, 32));
    assertArrayEquals(new byte[] {1, 2, 3, 0}, head(bytes, 40));
    assertArrayEquals(new byte[SECTOR - 43], Arrays.copyOfRange(bytes, 43, SECTOR));
  }

  private static byte[] head(byte[] bytes, int from) {
    return Arrays.copyOfRange(bytes, from, from + 4);
  }

  @Test
  void recordsComeBackInOrder() throws IOException {
    LogAnchor anchor = anchor(0, 7);
    LogWriter writer = writer(anchor);
    for (int i = 0; i < 8; i++) {
      LogWriter.Sealed sealed = append(writer, payload(i, 1 + i * 300));
      writer.durable(sealed.end());
    }
    List<LogRecord> records = readAll(anchor);
    assertEquals(8, records.size());
    long next = 0;
    for (int i = 0; i < 8; i++) {
      LogRecord record = records.get(i);
      assertEquals(next, record.sequence());
      assertEquals(next, record.durableUpTo());
      assertEquals(next + Math.ceilDiv(LogWriter.HEADER_BYTES + 1 + i * 300, SECTOR), record.end());
      assertArrayEquals(payload(i, 1 + i * 300), record.payload());
      next = record.end();
    }
  }

  @Test
  void recordGoesOnAtTheBeginningOfTheRing() throws IOException {
    for (int before = 1; before < 5; before++) {
      LogAnchor anchor = anchor(3 * SECTORS - before, 7);
      LogWriter writer = writer(anchor);
      append(writer, payload(1, 4 * SECTOR));
      append(writer, payload(2, 10));
      List<LogRecord> records = readAll(anchor);
      assertEquals(2, records.size());
      assertArrayEquals(payload(1, 4 * SECTOR), records.getFirst().payload());
    }
  }

  @Test
  void ringIsReadOverOneWholeRound() throws IOException {
    LogAnchor anchor = anchor(SECTORS / 2, 7);
    LogWriter writer = writer(anchor);
    for (int i = 0; i < SECTORS; i++) {
      append(writer, payload(i, 10));
    }
    assertEquals(0, writer.freeSectors());
    assertEquals(SECTORS, readAll(anchor).size());
  }

  @Test
  void writerGoesOnBehindWhatWasRead() throws IOException {
    LogAnchor anchor = anchor(9, 7);
    LogWriter first = writer(anchor);
    append(first, payload(1, 1000));
    append(first, payload(2, 10));
    LogWriter second = writer(anchor);
    second.continueAfter(readAll(anchor).getLast());
    append(second, payload(3, 10));
    assertEquals(3, readAll(anchor).size());
    assertEquals(first.next(), readAll(anchor).getLast().durableUpTo());
  }

  /** Whichever of its sectors did not arrive, the log ends before it. */
  @Test
  void tornRecordEndsTheLog() throws IOException {
    LogAnchor anchor = anchor(0, 7);
    LogWriter writer = writer(anchor);
    append(writer, payload(1, 10));
    LogWriter.Sealed torn = append(writer, payload(2, 3 * SECTOR));
    append(writer, payload(3, 10));
    int count = (int) (torn.end() - torn.sequence());
    assertEquals(4, count);
    byte[] whole = sectors(torn.sequence(), count);
    for (int arrived = 0; arrived < (1 << count) - 1; arrived++) {
      byte[] bytes = whole.clone();
      for (int sector = 0; sector < count; sector++) {
        if ((arrived & (1 << sector)) == 0) {
          Arrays.fill(bytes, sector * SECTOR, (sector + 1) * SECTOR, (byte) 0);
        }
      }
      putSectors(torn.sequence(), bytes);
      assertEquals(1, readAll(anchor).size(), "sectors " + arrived);
    }
    putSectors(torn.sequence(), whole);
    assertEquals(3, readAll(anchor).size());
  }

  @Test
  void everyFlippedByteEndsTheLog() throws IOException {
    LogAnchor anchor = anchor(0, 7);
    LogWriter writer = writer(anchor);
    append(writer, payload(1, 10));
    LogWriter.Sealed damaged = append(writer, payload(2, SECTOR));
    append(writer, payload(3, 10));
    byte[] whole = sectors(damaged.sequence(), 2);
    for (int at = 0; at < LogWriter.HEADER_BYTES + SECTOR; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 1;
      putSectors(damaged.sequence(), bytes);
      assertEquals(1, readAll(anchor).size(), "byte " + at);
    }
  }

  /** Behind the new round lie records of the one before, sound but stale. */
  @Test
  void recordOfAnEarlierRoundIsNotTaken() throws IOException {
    LogWriter old = writer(anchor(0, 7));
    for (int i = 0; i < SECTORS; i++) {
      append(old, payload(i, 10));
    }
    LogAnchor anchor = anchor(SECTORS, old.chain());
    append(writer(anchor), payload(100, 10));
    assertEquals(1, readAll(anchor).size());
  }

  /** A crash has lost the records that a later one was chained to. */
  @Test
  void recordOfAnotherChainIsNotTaken() throws IOException {
    LogAnchor anchor = anchor(0, 7);
    LogWriter lost = writer(anchor);
    append(lost, payload(1, 10));
    append(lost, payload(2, 10));
    append(writer(anchor), payload(3, 10));
    List<LogRecord> records = readAll(anchor);
    assertEquals(1, records.size());
    assertArrayEquals(payload(3, 10), records.getFirst().payload());
  }

  @Test
  void firstRecordFollowsTheCheckpointsChain() throws IOException {
    append(writer(anchor(0, 7)), payload(1, 10));
    assertEquals(List.of(), readAll(anchor(0, 8)));
    assertEquals(List.of(), readAll(anchor(1, 7)));
  }

  @Test
  void recordOfAnotherVolumeIsNotTaken() throws IOException {
    append(writer(anchor(0, 7)), payload(1, 10));
    assertEquals(List.of(), readAll(anchor(0, 7), VOLUME + 1));
  }

  @Test
  void gapEndsTheLog() throws IOException {
    LogAnchor anchor = anchor(0, 7);
    LogWriter writer = writer(anchor);
    append(writer, payload(1, 10));
    writer.leaveGap();
    int chain = writer.chain();
    append(writer, payload(2, 10));
    assertEquals(1, readAll(anchor).size());
    // A checkpoint whose records begin behind the gap has them.
    assertEquals(1, readAll(anchor(2, chain)).size());
  }

  @Test
  void skippedRoundUsesTheSameSectors() throws IOException {
    LogAnchor anchor = anchor(3, 7);
    LogWriter writer = writer(anchor);
    writer.skipRound();
    assertEquals(3 + SECTORS, writer.next());
    append(writer, payload(1, 10));
    assertEquals(List.of(), readAll(anchor));
    assertEquals(1, readAll(anchor(3 + SECTORS, 7)).size());
  }

  /** A right checksum does not make a length possible. */
  @Test
  void recordLongerThanAWritersEndsTheLog() throws IOException {
    LogAnchor anchor = anchor(0, 7);
    int longest = writer(anchor).maxRecordBytes();
    assertEquals(SECTORS / 8 * SECTOR, longest);
    append(writer(anchor), payload(1, longest - LogWriter.HEADER_BYTES));
    assertEquals(1, readAll(anchor).size());
    byte[] tooLong = record(payload(1, longest + 1 - LogWriter.HEADER_BYTES));
    writer(anchor).seal(tooLong, tooLong.length);
    putSectors(0, Arrays.copyOf(tooLong, longest + SECTOR));
    assertEquals(List.of(), readAll(anchor));
  }

  @Test
  void ringGivesBackWhatACheckpointHolds() throws IOException {
    LogWriter writer = writer(anchor(0, 7));
    append(writer, payload(1, 2 * SECTOR));
    assertEquals(3, writer.usedSectors());
    LogWriter.Sealed second = append(writer, payload(2, 10));
    writer.release(second.sequence());
    assertEquals(1, writer.usedSectors());
    assertEquals(SECTORS - 1, writer.freeSectors());
  }

  @Test
  void windowOfTheReaderMayEndWithinARecord() throws IOException {
    Geometry large = new Geometry(8 << 20, 512, 4096, SECTOR, 512);
    MemoryDevice medium = new MemoryDevice(large.sizeBytes(), SECTOR);
    LogAnchor anchor = new LogAnchor(large.firstDataBlock(), 2048, 1000, 7);
    LogWriter writer = new LogWriter(medium, large, anchor, VOLUME);
    for (int i = 0; i < 9; i++) {
      append(writer, payload(i, 100_000));
    }
    try (LogReader reader = new LogReader(medium, large, anchor, VOLUME)) {
      for (int i = 0; i < 9; i++) {
        @Nullable LogRecord record = reader.next();
        assertNotNull(record);
        assertArrayEquals(payload(i, 100_000), record.payload());
      }
      assertNull(reader.next());
    }
  }
}
