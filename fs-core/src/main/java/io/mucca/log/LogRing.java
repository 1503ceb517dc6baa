package io.mucca.log;

import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.device.BlockDevice;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteShares;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The sectors of the log, used in turn. A sector is known by its sequence number, which counts on
 * over all rounds: it lies at that number modulo the ring's length. Thread-safe.
 */
final class LogRing {
  private static final int MAX_RECORD_BYTES = 1 << 20;

  private final BlockDevice device;
  private final long offset;
  private final int sectorSize;
  private final long sectorCount;

  LogRing(BlockDevice device, Geometry geometry, LogAnchor anchor) {
    this.device = device;
    offset = geometry.offsetOf(anchor.address());
    sectorSize = geometry.sectorSize();
    sectorCount = (long) anchor.blockCount() * geometry.blockSize() / sectorSize;
  }

  int sectorSize() {
    return sectorSize;
  }

  long sectorCount() {
    return sectorCount;
  }

  /** The longest record in bytes, with its header. */
  int maxRecordBytes() {
    long largest = Math.min(MAX_RECORD_BYTES, sectorCount / 8 * sectorSize);
    return (int) Math.max(sectorSize, largest);
  }

  int sectorsFor(int bytes) {
    return Math.ceilDiv(bytes, sectorSize);
  }

  /** Fills a buffer of whole sectors, no more than the ring has, from one sector on. */
  void read(long sequence, MemorySegment target) throws IOException {
    long first = firstPart(sequence, target.byteSize());
    device.read(offsetOf(sequence), target.asSlice(0, first));
    if (first < target.byteSize()) {
      device.read(offset, target.asSlice(first));
    }
  }

  /** Writes whole sectors; the shares say of whom they are. */
  void write(long sequence, MemorySegment source, WriteShares shares) throws IOException {
    long first = firstPart(sequence, source.byteSize());
    device.write(offsetOf(sequence), source.asSlice(0, first), WriteCategory.LOG_RECORD, shares);
    if (first < source.byteSize()) {
      device.write(offset, source.asSlice(first), WriteCategory.LOG_RECORD, shares);
    }
  }

  private long offsetOf(long sequence) {
    return offset + sequence % sectorCount * sectorSize;
  }

  /** What fits before the ring's end. */
  private long firstPart(long sequence, long bytes) {
    return Math.min(bytes, (sectorCount - sequence % sectorCount) * sectorSize);
  }
}
