package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.btree.NodeStore;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The extent item: a run of a file's blocks that lie side by side on the device, or part of a
 * {@link Cluster}. Its value:
 *
 * <pre>
 *   compression (byte, 0) | address (varint) | block count (varint) | birth generation (varint)
 *   | CRC32C of each block (4 bytes each)
 *
 *   codec (byte, 1 or 2) | address (varint) | block count (varint) | birth generation (varint)
 *   | blocks of the cluster before these (varint) | blocks of the cluster (varint)
 *   | stored blocks (varint) | unused bytes of the last of these (varint)
 *   | CRC32C of the stored bytes and the tail (4 bytes) | tail
 * </pre>
 *
 * @param first index of the first block in the file
 * @param address of its first block on the device; of all that the cluster stores, if there is one
 * @param count blocks of the file
 * @param checksums of the blocks, in order; none of a cluster
 * @param cluster what it is part of; null for blocks that are stored as they are
 */
record Extent(
    long first, long address, int count, long birth, int[] checksums, @Nullable Cluster cluster) {
  /** More blocks in one item would make a small change to it dear. */
  static final int MAX_BLOCKS = 512;

  private static final int MAX_HEADER = 1 + 10 + 5 + 10;

  /** What a leaf takes besides the value of its only item. */
  private static final int LEAF_OVERHEAD = 64;

  private static final int[] NO_CHECKSUMS = {};

  /** Blocks that are stored as they are. */
  Extent(long first, long address, int count, long birth, int[] checksums) {
    this(first, address, count, birth, checksums, null);
  }

  /** Part of a cluster. */
  Extent(long first, long address, int count, long birth, Cluster cluster) {
    this(first, address, count, birth, NO_CHECKSUMS, cluster);
  }

  long end() {
    return first + count;
  }

  /** How many blocks of the device it points to. */
  int storedBlocks() {
    return cluster == null ? count : cluster.storedBlocks();
  }

  /** What it counts for in the blocks of its inode. */
  long share() {
    return cluster == null
        ? count
        : Cluster.share(cluster.skip(), count, cluster.count(), cluster.storedBlocks());
  }

  /** Whether it could be of another part of a file: a cluster begins in it, not before. */
  boolean canBeginAt(long otherFirst) {
    return cluster == null || cluster.skip() <= otherFirst;
  }

  /** The same blocks as another part of a file. */
  Extent at(long otherFirst) {
    return new Extent(otherFirst, address, count, birth, checksums, cluster);
  }

  Extent ofGeneration(long generation) {
    return new Extent(first, address, count, generation, checksums, cluster);
  }

  /**
   * How many blocks one item has at most: a leaf with nothing else fits into one block of the
   * device, so that a full volume whose free blocks are scattered has a place for it.
   */
  static int maxBlocks(Geometry geometry) {
    int value = Math.min(NodeStore.maxValueLength(geometry), geometry.blockSize() - LEAF_OVERHEAD);
    return Math.min(MAX_BLOCKS, (value - MAX_HEADER) / Integer.BYTES);
  }

  /** The part from {@code from} (inclusive) to {@code to} (exclusive), in blocks of the file. */
  Extent slice(long from, long to) {
    int skip = (int) (from - first);
    if (cluster != null) {
      return new Extent(from, address, (int) (to - from), birth, cluster.skip(skip));
    }
    return new Extent(
        from,
        address + skip,
        (int) (to - from),
        birth,
        Arrays.copyOfRange(checksums, skip, skip + (int) (to - from)));
  }

  void encode(ByteWriter writer) {
    writer.clear().putByte(cluster == null ? 0 : cluster.codec());
    writer.putVarint(address).putVarint(count).putVarint(birth);
    if (cluster != null) {
      writer.putVarint(cluster.skip()).putVarint(cluster.count());
      writer.putVarint(cluster.storedBlocks()).putVarint(cluster.unusedBytes());
      writer.putInt(cluster.checksum()).putBytes(cluster.tail());
    }
    for (int checksum : checksums) {
      writer.putInt(checksum);
    }
  }

  /** Takes a value apart; where its blocks are is for {@link #requireOnImage} to verify. */
  static Extent decode(long first, ByteReader reader) throws CorruptBlockException {
    int compression = reader.getByte();
    long address = reader.getVarint();
    int count = reader.getCount();
    long birth = reader.getVarint();
    if (compression != 0) {
      return new Extent(first, address, count, birth, cluster(first, compression, count, reader));
    }
    requireForm(first, compression, count, reader);
    int[] checksums = new int[count];
    for (int i = 0; i < count; i++) {
      checksums[i] = reader.getInt();
    }
    return new Extent(first, address, count, birth, checksums);
  }

  private static Cluster cluster(long first, int codec, int count, ByteReader reader)
      throws CorruptBlockException {
    int skip = reader.getCount();
    int clusterCount = reader.getCount();
    int storedBlocks = reader.getCount();
    int unusedBytes = reader.getCount();
    int checksum = reader.getInt();
    int tailBytes = reader.remaining();
    Cluster.requireForm(first, count, codec, skip, clusterCount, storedBlocks, tailBytes);
    byte[] tail = tailBytes == 0 ? Cluster.NO_TAIL : reader.getBytes(tailBytes);
    return new Cluster(codec, skip, clusterCount, storedBlocks, unusedBytes, checksum, tail);
  }

  /** Verifies that there can be such an extent on the image and in a file. */
  void requireOnImage(Geometry geometry) throws CorruptBlockException {
    if (cluster == null) {
      requireInBounds(first, address, count, geometry);
    } else {
      Cluster.requireInBounds(first, address, count, cluster, geometry);
    }
  }

  /**
   * Verifies the fields that come before the checksums.
   *
   * @param rest has the checksums before it
   */
  static void requireForm(long first, int compression, int count, ByteReader rest)
      throws CorruptBlockException {
    if (compression != 0
        || count == 0
        || count > MAX_BLOCKS
        || rest.remaining() != (long) count * Integer.BYTES) {
      throw new CorruptBlockException(
          "the extent at block %d of a file has compression %d and %d blocks in %d bytes of checksums"
              .formatted(first, compression, count, rest.remaining()));
    }
  }

  /** Verifies that there can be such blocks on the image and in a file. */
  static void requireInBounds(long first, long address, int count, Geometry geometry)
      throws CorruptBlockException {
    if (!geometry.isDataRange(address, count)) {
      throw new CorruptBlockException(
          "the extent at block %d of a file is not on the image: %d blocks from %d"
              .formatted(first, count, address));
    }
    if (!isInFile(first, count, geometry)) {
      throw new CorruptBlockException(
          "an extent has %d blocks from block %d of a file on".formatted(count, first));
    }
  }

  /** True if these blocks are within the largest file. */
  static boolean isInFile(long first, int count, Geometry geometry) {
    long last = FileSystem.MAX_FILE_SIZE / geometry.blockSize();
    return first >= 0 && first <= last - (count - 1);
  }
}
