package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import java.util.Arrays;

/**
 * Neighbouring blocks of a file that were compressed together, as far as an extent of some of them
 * tells: which part that is, and what is stored.
 *
 * @param codec {@link ClusterCodec#LZ4} or {@link ClusterCodec#ZSTD}
 * @param skip how many blocks of the cluster come before those of the extent
 * @param count how many blocks were compressed
 * @param storedBlocks how many blocks they take on the device
 * @param unusedBytes how many bytes at the end of the last of these belong to nothing; they may
 *     hold anything
 * @param tail the last of what the blocks became, kept with the extent where they would begin a
 *     sector of their own
 * @param checksum CRC32C of the stored bytes and the tail
 */
@SuppressWarnings("ArrayRecordComponent") // compared by tests only, and then without a tail
record Cluster(
    int codec, int skip, int count, int storedBlocks, int unusedBytes, int checksum, byte[] tail) {
  /** More in one cluster would make a small read dear. */
  static final int MAX_BYTES = 128 << 10;

  /**
   * A longer tail would cost leaves and log records more than a sector is worth. A page of which
   * half is random becomes some 20 bytes more than half.
   */
  static final int MAX_TAIL = 64;

  static final byte[] NO_TAIL = {};

  /** How many blocks a cluster has at most; it never goes over a multiple of these in the file. */
  static int maxCount(int blockSize) {
    return Math.max(1, MAX_BYTES / blockSize);
  }

  /** The same cluster for an extent that begins so many blocks later. */
  Cluster skip(int more) {
    return new Cluster(codec, skip + more, count, storedBlocks, unusedBytes, checksum, tail);
  }

  /** How many of so many bytes are better kept as a tail. */
  static int tailBytes(int length, int sectorSize) {
    int excess = length % sectorSize;
    return excess <= MAX_TAIL && excess < length ? excess : 0;
  }

  /** A hash of all that an extent says of its cluster, but for which part of it it is. */
  int hashAt(long address) {
    int hash = Long.hashCode(address);
    for (int field : new int[] {codec, count, storedBlocks, unusedBytes, checksum}) {
      hash = 31 * hash + field;
    }
    return 31 * hash + Arrays.hashCode(tail);
  }

  int storedBytes(int blockSize) {
    return storedBlocks * blockSize - unusedBytes;
  }

  /**
   * What an extent counts for in the blocks of its inode: its share of what is stored, and not
   * nothing.
   */
  static long share(int skip, int slice, int count, int storedBlocks) {
    long before = (long) storedBlocks * skip / count;
    long behind = (long) storedBlocks * (skip + slice) / count;
    return Math.max(1, behind - before);
  }

  /**
   * Verifies what can be without an image.
   *
   * @param tailBytes what of the value is left
   */
  static void requireForm(
      long first, int slice, int codec, int skip, int count, int storedBlocks, int tailBytes)
      throws CorruptBlockException {
    if (!ClusterCodec.isKnown(codec)
        || slice == 0
        || skip > first
        || skip > count - slice
        || count > Extent.MAX_BLOCKS
        || storedBlocks == 0
        || storedBlocks > count
        || tailBytes > MAX_TAIL) {
      throw new CorruptBlockException(
          "the extent at block %d of a file cannot be %d blocks from %d on of %d, stored in %d and %d bytes with compression %d"
              .formatted(first, slice, skip, count, storedBlocks, tailBytes, codec));
    }
  }

  /** Verifies what goes by the image; {@link #requireForm} has been. */
  static void requireInBounds(
      long first, long address, int slice, Cluster cluster, Geometry geometry)
      throws CorruptBlockException {
    requireInBounds(
        first,
        address,
        slice,
        cluster.count(),
        cluster.storedBlocks(),
        cluster.unusedBytes(),
        geometry);
  }

  /** The same without an object. */
  static void requireInBounds(
      long first,
      long address,
      int slice,
      int count,
      int storedBlocks,
      int unusedBytes,
      Geometry geometry)
      throws CorruptBlockException {
    Extent.requireInBounds(first, address, storedBlocks, geometry);
    int blockSize = geometry.blockSize();
    if (count > maxCount(blockSize)
        || unusedBytes >= blockSize
        || !Extent.isInFile(first, slice, geometry)) {
      throw new CorruptBlockException(
          "the extent at block %d of a file is of %d compressed blocks, %d bytes shorter than %d"
              .formatted(first, count, unusedBytes, storedBlocks));
    }
  }
}
