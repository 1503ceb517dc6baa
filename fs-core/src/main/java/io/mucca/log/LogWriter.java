package io.mucca.log;

import io.mucca.block.Checksums;
import io.mucca.block.Geometry;
import io.mucca.block.LittleEndian;
import io.mucca.block.LogAnchor;
import io.mucca.device.BlockDevice;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteShares;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Gives records their place in the log and writes them. A record is <i>sealed</i> first: from then
 * on its place and its checksum are known, so that the next one can be chained to it; it may be
 * written later, but before any that follows it is relied on.
 *
 * <p>Not thread-safe, except that one thread may {@link #write} while another seals.
 */
public final class LogWriter {
  /** Bytes that a record's buffer keeps free at its beginning. */
  public static final int HEADER_BYTES = LogLayout.HEADER_BYTES;

  private final LogRing ring;
  private final long volumeIdLow;
  private final int maxRecordBytes;

  /** Used by the one thread that writes. */
  private final MemorySegment buffer;

  private long next;
  private int chain;

  /** No record may reach this sector in its next round: an older checkpoint needs it. */
  private long tail;

  private volatile long durableUpTo;

  /**
   * @param anchor where the records of the newest checkpoint begin
   */
  public LogWriter(BlockDevice device, Geometry geometry, LogAnchor anchor, long volumeIdLow) {
    ring = new LogRing(device, geometry, anchor);
    this.volumeIdLow = volumeIdLow;
    next = anchor.sequence();
    chain = anchor.chain();
    tail = next;
    durableUpTo = next;
    maxRecordBytes = ring.maxRecordBytes();
    buffer = Arena.ofAuto().allocate(maxRecordBytes, 4096);
  }

  /** Goes on behind records that are there already. */
  public void continueAfter(LogRecord last) {
    next = last.end();
    chain = last.chain();
    durableUpTo = next;
  }

  /** The longest record in bytes, with its header. */
  public int maxRecordBytes() {
    return maxRecordBytes;
  }

  /** Number of the sector that the next record begins with. */
  public long next() {
    return next;
  }

  public int chain() {
    return chain;
  }

  /** Sectors written since the last durable checkpoint was frozen. */
  public long usedSectors() {
    return next - tail;
  }

  public long sectorCount() {
    return ring.sectorCount();
  }

  public int sectorSize() {
    return ring.sectorSize();
  }

  /** Sectors that can still be written before a checkpoint must give some back. */
  public long freeSectors() {
    return ring.sectorCount() - usedSectors();
  }

  /** A record that has its place. */
  public record Sealed(long sequence, long end) {}

  /**
   * Completes the header in a record's buffer and takes sectors for it; the caller has seen that
   * there are enough.
   *
   * @param length of the record with its header
   */
  public Sealed seal(byte[] record, int length) {
    LittleEndian.putInt(record, LogLayout.MAGIC, LogLayout.MAGIC_VALUE);
    LittleEndian.putLong(record, LogLayout.VOLUME_ID_LOW, volumeIdLow);
    LittleEndian.putLong(record, LogLayout.SEQUENCE, next);
    LittleEndian.putInt(record, LogLayout.LENGTH, length);
    LittleEndian.putInt(record, LogLayout.CHAIN, chain);
    LittleEndian.putLong(record, LogLayout.DURABLE_UP_TO, durableUpTo);
    chain = Checksums.crc32c(record, LogLayout.VOLUME_ID_LOW, length - LogLayout.VOLUME_ID_LOW);
    LittleEndian.putInt(record, LogLayout.CHECKSUM, chain);
    Sealed sealed = new Sealed(next, next + ring.sectorsFor(length));
    next = sealed.end();
    return sealed;
  }

  /** Goes on at the same place, one round later. */
  public void skipRound() {
    next += ring.sectorCount();
  }

  /** Leaves a sector out, so that a reader that begins before it goes no further. */
  public void leaveGap() {
    next++;
  }

  /**
   * Writes a sealed record; it is durable only after the device's next sync.
   *
   * @param shares what of the record's bytes belongs to which root; what is missing belongs to
   *     none. The zeros that fill its last sector come on top
   */
  public void write(Sealed sealed, byte[] record, int length, WriteShares shares)
      throws IOException {
    int padded = (int) (sealed.end() - sealed.sequence()) * ring.sectorSize();
    MemorySegment.copy(record, 0, buffer, ValueLayout.JAVA_BYTE, 0, length);
    buffer.asSlice(length, padded - length).fill((byte) 0);
    shares.add(WriteShares.IMAGE, WriteCategory.LOG_PADDING, (long) padded - length);
    ring.write(sealed.sequence(), buffer.asSlice(0, padded), shares);
  }

  /** A sync has made everything before a sector durable. */
  public void durable(long end) {
    durableUpTo = Math.max(durableUpTo, end);
  }

  /** A checkpoint is durable that makes every record before a sector superfluous. */
  public void release(long newTail) {
    tail = newTail;
  }
}
