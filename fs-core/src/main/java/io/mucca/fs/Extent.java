package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import java.util.Arrays;

/**
 * The extent item: a run of a file's blocks that lie side by side on the device. Its value:
 *
 * <pre>
 *   compression (byte, 0) | address (varint) | block count (varint) | birth generation (varint)
 *   | CRC32C of each block (4 bytes each)
 * </pre>
 *
 * @param first index of the first block in the file
 * @param checksums of the blocks, in order
 */
record Extent(long first, long address, int count, long birth, int[] checksums) {
  /** More blocks in one item would make a small change to it dear. */
  private static final int MAX_BLOCKS = 512;

  private static final int MAX_HEADER = 1 + 10 + 5 + 10;

  long end() {
    return first + count;
  }

  static int maxBlocks(int maxValueLength) {
    return Math.min(MAX_BLOCKS, (maxValueLength - MAX_HEADER) / Integer.BYTES);
  }

  /** The part from {@code from} (inclusive) to {@code to} (exclusive), in blocks of the file. */
  Extent slice(long from, long to) {
    int skip = (int) (from - first);
    return new Extent(
        from,
        address + skip,
        (int) (to - from),
        birth,
        Arrays.copyOfRange(checksums, skip, skip + (int) (to - from)));
  }

  void encode(ByteWriter writer) {
    writer.clear().putByte(0).putVarint(address).putVarint(count).putVarint(birth);
    for (int checksum : checksums) {
      writer.putInt(checksum);
    }
  }

  /** Takes a value apart; where its blocks are is for {@link #requireInBounds} to verify. */
  static Extent decode(long first, ByteReader reader) throws CorruptBlockException {
    int compression = reader.getByte();
    long address = reader.getVarint();
    int count = reader.getCount();
    long birth = reader.getVarint();
    requireForm(first, compression, count, reader);
    int[] checksums = new int[count];
    for (int i = 0; i < count; i++) {
      checksums[i] = reader.getInt();
    }
    return new Extent(first, address, count, birth, checksums);
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
