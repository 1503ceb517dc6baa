package io.mucca.block;

/**
 * The sizes that an image has from its making on, and the places that follow from them.
 *
 * <pre>
 *   0         64 KiB                                                       firstDataBlock
 *   +-----------+------------------------+--------------------------------+------------------+
 *   | superblock| counts: 16 KiB for     | overflow: 128 KiB for each     | data, nodes, log |
 *   | slots     | each region            | region                         |                  |
 *   +-----------+------------------------+--------------------------------+------------------+
 * </pre>
 *
 * @param sizeBytes size of the image; what is left after the last whole block is not used
 * @param blockSize allocation unit in bytes: a power of two from 512 to 131072, at least a sector
 * @param nodeSize largest tree node in bytes: a power of two from 4096 to 65536
 * @param sectorSize what the image is written in multiples of, in bytes: 512 or 4096
 * @param inlineLimit files up to this many bytes live in the tree
 */
public record Geometry(
    long sizeBytes, int blockSize, int nodeSize, int sectorSize, int inlineLimit) {
  /** Blocks are counted in regions of this many. */
  public static final int REGION_BLOCKS = 8192;

  /** Every region of the space map has this many slots, used in turn. */
  static final int SLOT_COUNT = 4;

  private static final int REGION_BLOCKS_LOG2 = Integer.numberOfTrailingZeros(REGION_BLOCKS);
  private static final int SUPERBLOCK_AREA_BYTES = 64 << 10;
  private static final int MAX_REGIONS = 1 << 24;

  /** No image has more blocks. */
  public static final long MAX_BLOCKS = (long) MAX_REGIONS * REGION_BLOCKS;

  /** Room for a small intent log, the first nodes and some files. */
  private static final int MIN_DATA_BYTES = 768 << 10;

  private static final int MIN_DATA_UNITS = 32;

  public Geometry {
    requirePowerOfTwo("block size", blockSize, 512, 131072);
    requirePowerOfTwo("node size", nodeSize, 4096, 65536);
    if (sectorSize != 512 && sectorSize != 4096) {
      throw new IllegalArgumentException("sector size must be 512 or 4096, not " + sectorSize);
    }
    if (blockSize < sectorSize) {
      throw new IllegalArgumentException(
          "block size " + blockSize + " is below the sector size " + sectorSize);
    }
    if (inlineLimit < 0 || inlineLimit > 65536) {
      throw new IllegalArgumentException(
          "inline limit must be 0 to 65536 bytes, not " + inlineLimit);
    }
    long minimum = minimumSizeBytes(blockSize, nodeSize);
    if (sizeBytes < minimum) {
      throw new IllegalArgumentException(
          ("%d bytes are too few for an image with blocks of %d and nodes of %d bytes;"
                  + " it needs at least %d")
              .formatted(sizeBytes, blockSize, nodeSize, minimum));
    }
    long maximum = MAX_BLOCKS * blockSize;
    if (sizeBytes > maximum) {
      throw new IllegalArgumentException(
          "%d bytes are too many for blocks of %d bytes; the most is %d"
              .formatted(sizeBytes, blockSize, maximum));
    }
  }

  /** The smallest image that can be made with these sizes: about 1 MiB where both are small. */
  public static long minimumSizeBytes(int blockSize, int nodeSize) {
    long reserved = SUPERBLOCK_AREA_BYTES + SpaceSlotLayout.REGION_BYTES;
    long data = Math.max(MIN_DATA_BYTES, (long) MIN_DATA_UNITS * Math.max(blockSize, nodeSize));
    return roundUp(reserved, blockSize) + data;
  }

  /** Whole blocks of the image, the reserved ones included. */
  public long blockCount() {
    return sizeBytes / blockSize;
  }

  public int regionCount() {
    return (int) ((blockCount() + REGION_BLOCKS - 1) / REGION_BLOCKS);
  }

  /** Where the space map begins, in bytes. */
  public long mapAreaOffset() {
    return SUPERBLOCK_AREA_BYTES;
  }

  /** The space map's length in bytes: the counts of all regions, then their overflow. */
  public long mapAreaLength() {
    return regionCount() * SpaceSlotLayout.REGION_BYTES;
  }

  /**
   * The first block that can be allocated; all before it belong to the superblock and the space
   * map.
   */
  public long firstDataBlock() {
    return roundUp(mapAreaOffset() + mapAreaLength(), blockSize) / blockSize;
  }

  /** The byte offset of a block on the device. */
  public long offsetOf(long block) {
    return block * blockSize;
  }

  /** How many blocks hold this many bytes. */
  public int blocksFor(int lengthBytes) {
    return Math.ceilDiv(lengthBytes, blockSize);
  }

  /** True if all these blocks can be allocated on this image. */
  public boolean isDataRange(long startBlock, long count) {
    return count >= 0 && startBlock >= firstDataBlock() && startBlock <= blockCount() - count;
  }

  static int regionOf(long block) {
    return Math.toIntExact(block >>> REGION_BLOCKS_LOG2);
  }

  static int indexInRegion(long block) {
    return (int) (block & (REGION_BLOCKS - 1));
  }

  static long blockAt(int region, int index) {
    return ((long) region << REGION_BLOCKS_LOG2) + index;
  }

  /** Where a slot with a region's counts lies, in bytes. */
  long countsOffset(int region, int slot) {
    return mapAreaOffset() + ((long) region * SLOT_COUNT + slot) * SpaceSlotLayout.COUNTS_BYTES;
  }

  /** Where a slot with a region's overflowing exact counts lies, in bytes. */
  long overflowOffset(int region, int slot) {
    return countsOffset(regionCount(), 0)
        + ((long) region * SLOT_COUNT + slot) * SpaceSlotLayout.OVERFLOW_BYTES;
  }

  static long roundUp(long value, int powerOfTwo) {
    return (value + powerOfTwo - 1) & -(long) powerOfTwo;
  }

  private static void requirePowerOfTwo(String what, int value, int min, int max) {
    if (value < min || value > max || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          what + " must be a power of two from " + min + " to " + max + ", not " + value);
    }
  }
}
