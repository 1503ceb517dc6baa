package io.mucca.fs;

import io.mucca.block.Checksums;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.device.AlignedMemory;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Memory for one cluster, plain and stored, and the means to get from the one to the other. Keeps
 * the plain bytes of the cluster that was read last. Not thread-safe.
 */
final class ClusterBuffer implements AutoCloseable {
  private static final int SAMPLES = 64;
  private static final int SAMPLE_BYTES = 64;

  /** What is tried before a whole cluster where only matches could help. */
  private static final int TRIAL_BYTES = 8 << 10;

  /** A cluster is kept if it writes at least this part less: one in so many. */
  private static final int SAVING = 8;

  private final MemorySegment plain;
  private final MemorySegment stored;
  private final ClusterCodec codec = new ClusterCodec();
  private final int[] histogram = new int[256];

  private final ClusterPlace place = new ClusterPlace();
  private boolean isFilled;

  ClusterBuffer(int blockSize) {
    int bytes = Cluster.maxCount(blockSize) * blockSize;
    plain = AlignedMemory.allocate(bytes);
    stored = AlignedMemory.allocate(roundUp(ClusterCodec.maxStoredBytes(bytes), 4096));
  }

  private static int roundUp(int bytes, int unit) {
    return Math.ceilDiv(bytes, unit) * unit;
  }

  // ---- reading ----

  /** Whether the plain bytes of a cluster are here. */
  boolean holds(ClusterPlace wanted) {
    return isFilled && place.isSame(wanted);
  }

  /**
   * The plain bytes of a cluster; valid until the next call. They are read, verified and
   * decompressed if they are not here.
   *
   * @throws CorruptBlockException without the file, if they are not what was written
   */
  MemorySegment read(BlockDevice device, Geometry geometry, ClusterPlace wanted)
      throws IOException {
    int bytes = wanted.count * geometry.blockSize();
    if (!holds(wanted)) {
      isFilled = false;
      int length = wanted.storedBytes;
      MemorySegment sectors = stored.asSlice(0, roundUp(length, geometry.sectorSize()));
      device.read(geometry.offsetOf(wanted.address), sectors);
      MemorySegment.copy(wanted.tail, 0, stored, ValueLayout.JAVA_BYTE, length, wanted.tailBytes);
      decompress(stored.asSlice(0, length + wanted.tailBytes), wanted, plain.asSlice(0, bytes));
      place.set(wanted);
      isFilled = true;
    }
    return plain.asSlice(0, bytes);
  }

  private void decompress(MemorySegment bytes, ClusterPlace wanted, MemorySegment target)
      throws CorruptBlockException {
    int actual = Checksums.crc32c(bytes);
    if (actual != wanted.checksum) {
      throw new CorruptBlockException(
          "has checksum %08x, expected %08x".formatted(actual, wanted.checksum));
    }
    codec.decompress(wanted.codec, bytes, target);
  }

  // ---- writing ----

  /** Memory for blocks that are to be compressed. */
  MemorySegment forPlain(int bytes) {
    isFilled = false;
    return plain.asSlice(0, bytes);
  }

  /**
   * Compresses what was put into {@link #forPlain}.
   *
   * @return how many bytes of {@link #compressed} it became, or 0 if it is not worth it
   */
  int compress(Compression how, int bytes, int sectorSize) {
    if (!isPromising(how, bytes)) {
      return 0;
    }
    int length = codec.compress(how, plain.asSlice(0, bytes), stored);
    int written = roundUp(length - Cluster.tailBytes(length, sectorSize), sectorSize);
    return written <= bytes - bytes / SAVING ? length : 0;
  }

  /** The first bytes of what {@link #compress} made. */
  MemorySegment compressed(int length) {
    return stored.asSlice(0, length);
  }

  /** The same, with zeros in place of what follows up to the end of a sector. */
  MemorySegment sectors(int length, int sectorSize) {
    int written = roundUp(length, sectorSize);
    stored.asSlice(length, written - length).fill((byte) 0);
    return stored.asSlice(0, written);
  }

  /**
   * lz4 is soon through with what cannot be compressed. Before zstd it is looked whether some bytes
   * are more frequent than others, and if not, whether lz4 finds anything.
   */
  private boolean isPromising(Compression how, int bytes) {
    if (how.codec() == ClusterCodec.LZ4 || bytes <= TRIAL_BYTES || isUneven(bytes)) {
      return true;
    }
    int length = codec.compress(Compression.LZ4, plain.asSlice(0, TRIAL_BYTES), stored);
    return length < TRIAL_BYTES - TRIAL_BYTES / SAVING;
  }

  /** Whether samples of the bytes repeat values more often than random ones would. */
  private boolean isUneven(int bytes) {
    Arrays.fill(histogram, 0);
    for (int sample = 0; sample < SAMPLES; sample++) {
      long from = (long) (bytes - SAMPLE_BYTES) * sample / (SAMPLES - 1);
      for (int i = 0; i < SAMPLE_BYTES; i++) {
        histogram[plain.get(ValueLayout.JAVA_BYTE, from + i) & 0xff]++;
      }
    }
    long squares = 0;
    for (int count : histogram) {
      squares += (long) count * count;
    }
    long total = SAMPLES * SAMPLE_BYTES;
    long ofRandom = total * total / histogram.length + total;
    return squares > ofRandom + ofRandom / 2;
  }

  @Override
  public void close() {
    codec.close();
  }
}
