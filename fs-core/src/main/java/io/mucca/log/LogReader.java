package io.mucca.log;

import io.mucca.block.Checksums;
import io.mucca.block.Geometry;
import io.mucca.block.LittleEndian;
import io.mucca.block.LogAnchor;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records behind a checkpoint, in order, up to the first that is torn, stale or of
 * another volume. For one thread.
 */
public final class LogReader implements AutoCloseable {
  private static final int WINDOW_BYTES = 256 << 10;

  private final LogRing ring;
  private final long volumeIdLow;
  private final long begin;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment window;

  /** The first sector in the window, and how many are there. */
  private long windowStart;

  private long windowSectors;
  private long next;
  private int chain;

  public LogReader(BlockDevice device, Geometry geometry, LogAnchor anchor, long volumeIdLow) {
    ring = new LogRing(device, geometry, anchor);
    this.volumeIdLow = volumeIdLow;
    begin = anchor.sequence();
    next = begin;
    chain = anchor.chain();
    long bytes = Math.min(WINDOW_BYTES, ring.sectorCount() * ring.sectorSize());
    window = arena.allocate(bytes, 4096);
  }

  /** The next record; null at the end of the log. An {@link IOException} is the device's. */
  public @Nullable LogRecord next() throws IOException {
    byte[] header = bytes(0, LogLayout.HEADER_BYTES);
    int length = LittleEndian.getInt(header, LogLayout.LENGTH);
    if (LittleEndian.getInt(header, LogLayout.MAGIC) != LogLayout.MAGIC_VALUE
        || LittleEndian.getLong(header, LogLayout.VOLUME_ID_LOW) != volumeIdLow
        || LittleEndian.getLong(header, LogLayout.SEQUENCE) != next
        || LittleEndian.getInt(header, LogLayout.CHAIN) != chain
        || !isPossibleLength(length)) {
      return null;
    }
    byte[] record = bytes(0, length);
    int checksum =
        Checksums.crc32c(record, LogLayout.VOLUME_ID_LOW, length - LogLayout.VOLUME_ID_LOW);
    if (checksum != LittleEndian.getInt(record, LogLayout.CHECKSUM)) {
      return null;
    }
    long sequence = next;
    next += ring.sectorsFor(length);
    chain = checksum;
    byte[] payload = Arrays.copyOfRange(record, LogLayout.HEADER_BYTES, length);
    long durableUpTo = LittleEndian.getLong(record, LogLayout.DURABLE_UP_TO);
    return new LogRecord(sequence, next, checksum, durableUpTo, payload);
  }

  /** The ring holds no more than one round of records, and none longer than a writer's. */
  private boolean isPossibleLength(int length) {
    return length >= LogLayout.HEADER_BYTES
        && length <= ring.maxRecordBytes()
        && next - begin + ring.sectorsFor(length) <= ring.sectorCount();
  }

  /** Bytes of the record that would begin at the next sector. */
  private byte[] bytes(int from, int length) throws IOException {
    byte[] bytes = new byte[length - from];
    int sectorSize = ring.sectorSize();
    for (int done = from; done < length; ) {
      long sector = next + done / sectorSize;
      if (sector < windowStart || sector >= windowStart + windowSectors) {
        load(sector);
      }
      long at = (sector - windowStart) * sectorSize + done % sectorSize;
      int count = (int) Math.min(length - done, windowSectors * sectorSize - at);
      MemorySegment.copy(window, ValueLayout.JAVA_BYTE, at, bytes, done - from, count);
      done += count;
    }
    return bytes;
  }

  private void load(long sector) throws IOException {
    windowSectors = 0;
    ring.read(sector, window);
    windowStart = sector;
    windowSectors = window.byteSize() / ring.sectorSize();
  }

  @Override
  public void close() {
    arena.close();
  }
}
