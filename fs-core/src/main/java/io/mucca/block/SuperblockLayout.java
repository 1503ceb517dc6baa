package io.mucca.block;

/**
 * A superblock on the device: 512 bytes, followed by zeros where a sector is longer. The first 64
 * bytes and the checksum have their place in every version of the format.
 *
 * <pre>
 *       0              8       12         16             24             32
 *    0  | magic        |version|sectorSize| incompatible | ro-compatible|
 *   32  | compatible   | volumeIdLow      | volumeIdHigh | generation   |
 *   64  | sizeBytes    | block | nodeSize | inline |zero | commitSeconds|
 *       |              | Size  |          | Limit  |     |              |
 *   96  | nanos |zero  | spaceDigest      | freeBlocks   | rootsPointer |
 *  128  | rootsPointer (28 bytes in all, to 148)    |zero | nextRootId   |
 *  160  | hashSeed     | logAddress       | logSequence  |blocks | chain|
 *  192  | leafBytes        | interiorBytes    | spaceMapBytes| leaf |inter |
 *       |                  |                  |              |Writes|Writes|
 *  224  | space|cause, zeros ...                                         |
 *       |Writes|                                                        |
 *  480  | zeros                                             508 | crc32c|
 * </pre>
 */
final class SuperblockLayout {
  /** "mucca" in ASCII and three bytes that a text transfer would spoil. */
  static final long MAGIC_VALUE = 0x1a0d_8a61_6363_756dL;

  static final int FORMAT_VERSION_VALUE = 4;

  static final int MAGIC = 0;
  static final int FORMAT_VERSION = MAGIC + Long.BYTES;
  static final int SECTOR_SIZE = FORMAT_VERSION + Integer.BYTES;
  static final int INCOMPATIBLE = SECTOR_SIZE + Integer.BYTES;
  static final int READ_ONLY_COMPATIBLE = INCOMPATIBLE + Long.BYTES;
  static final int COMPATIBLE = READ_ONLY_COMPATIBLE + Long.BYTES;
  static final int VOLUME_ID_LOW = COMPATIBLE + Long.BYTES;
  static final int VOLUME_ID_HIGH = VOLUME_ID_LOW + Long.BYTES;
  static final int GENERATION = VOLUME_ID_HIGH + Long.BYTES;
  static final int SIZE_BYTES = GENERATION + Long.BYTES;
  static final int BLOCK_SIZE = SIZE_BYTES + Long.BYTES;
  static final int NODE_SIZE = BLOCK_SIZE + Integer.BYTES;
  static final int INLINE_LIMIT = NODE_SIZE + Integer.BYTES;
  private static final int PAD_1 = INLINE_LIMIT + Integer.BYTES;
  static final int COMMIT_SECONDS = PAD_1 + Integer.BYTES;
  static final int COMMIT_NANOS = COMMIT_SECONDS + Long.BYTES;
  private static final int PAD_2 = COMMIT_NANOS + Integer.BYTES;
  static final int SPACE_DIGEST = PAD_2 + Integer.BYTES;
  static final int FREE_BLOCKS = SPACE_DIGEST + Long.BYTES;
  static final int ROOTS_POINTER = FREE_BLOCKS + Long.BYTES;
  private static final int PAD_3 = ROOTS_POINTER + BlockPointerLayout.SIZE;
  static final int NEXT_ROOT_ID = PAD_3 + Integer.BYTES;
  static final int HASH_SEED = NEXT_ROOT_ID + Long.BYTES;
  static final int LOG_ADDRESS = HASH_SEED + Long.BYTES;
  static final int LOG_SEQUENCE = LOG_ADDRESS + Long.BYTES;
  static final int LOG_BLOCKS = LOG_SEQUENCE + Long.BYTES;
  static final int LOG_CHAIN = LOG_BLOCKS + Integer.BYTES;

  static final int COST_LEAF_BYTES = LOG_CHAIN + Integer.BYTES;
  static final int COST_INTERIOR_BYTES = COST_LEAF_BYTES + Long.BYTES;
  static final int COST_SPACE_MAP_BYTES = COST_INTERIOR_BYTES + Long.BYTES;
  static final int COST_LEAF_WRITES = COST_SPACE_MAP_BYTES + Long.BYTES;
  static final int COST_INTERIOR_WRITES = COST_LEAF_WRITES + Integer.BYTES;
  static final int COST_SPACE_MAP_WRITES = COST_INTERIOR_WRITES + Integer.BYTES;

  /** One byte: 0 if the cost is not known, else one more than the cause's number. */
  static final int COST_CAUSE = COST_SPACE_MAP_WRITES + Integer.BYTES;

  static final int LENGTH = 512;
  static final int CHECKSUM = LENGTH - Integer.BYTES;

  static final int SLOT_COUNT = 4;
  static final int SLOT_STRIDE_BYTES = 16 << 10;

  private SuperblockLayout() {}

  static long slotOffset(int slot) {
    return (long) slot * SLOT_STRIDE_BYTES;
  }
}
