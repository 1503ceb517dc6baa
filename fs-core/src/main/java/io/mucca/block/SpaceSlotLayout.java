package io.mucca.block;

/**
 * One version of a region's reference counts in its slot of the space map.
 *
 * <pre>
 *     0        4        8               16               24               32
 *   0 | magic  | crc32c | volumeIdLow   | region         | generation     |
 *  32 | except.| overfl.| free   | zeros ...                              |
 *     | count  | crc    | blocks |                                        |
 *  64 | 8192 counts of 2 bits, the lowest bits first (2048 bytes)         |
 * 2112| exact counts, u32 each (inline if there are at most 496)          |
 * </pre>
 *
 * <p>The written length is that of the content rounded up to a sector; the checksum covers all of
 * it from {@link #VOLUME_ID_LOW} on. With more than {@link #MAX_INLINE} exact counts all of them
 * are in the overflow slot, which has no header: its checksum is here.
 */
final class SpaceSlotLayout {
  /** "mSpC", read as a little-endian integer. */
  static final int MAGIC_VALUE = 0x4370536d;

  static final int MAGIC = 0;
  static final int CHECKSUM = MAGIC + Integer.BYTES;
  static final int VOLUME_ID_LOW = CHECKSUM + Integer.BYTES;
  static final int REGION = VOLUME_ID_LOW + Long.BYTES;
  static final int GENERATION = REGION + Long.BYTES;
  static final int EXCEPTION_COUNT = GENERATION + Long.BYTES;
  static final int OVERFLOW_CHECKSUM = EXCEPTION_COUNT + Integer.BYTES;
  static final int FREE_BLOCKS = OVERFLOW_CHECKSUM + Integer.BYTES;
  static final int HEADER_BYTES = 64;

  static final int COUNTS = HEADER_BYTES;
  static final int EXCEPTIONS = COUNTS + Geometry.REGION_BLOCKS / 4;

  /** Length of a slot for counts. */
  static final int COUNTS_BYTES = 4096;

  /** Length of a slot for overflow: an exact count for every block. */
  static final int OVERFLOW_BYTES = Geometry.REGION_BLOCKS * Integer.BYTES;

  static final int MAX_INLINE = (COUNTS_BYTES - EXCEPTIONS) / Integer.BYTES;

  /** What a region takes of the space map with all its slots. */
  static final long REGION_BYTES = (long) Geometry.SLOT_COUNT * (COUNTS_BYTES + OVERFLOW_BYTES);

  private SpaceSlotLayout() {}

  static boolean overflows(int exceptionCount) {
    return exceptionCount > MAX_INLINE;
  }

  /** How many bytes of the slot are written. */
  static int writtenBytes(int exceptionCount, int sectorSize) {
    int inline = overflows(exceptionCount) ? 0 : exceptionCount;
    return (int) Geometry.roundUp(EXCEPTIONS + (long) inline * Integer.BYTES, sectorSize);
  }

  /** How many bytes of the overflow slot are written, 0 if the exact counts fit inline. */
  static int overflowBytes(int exceptionCount, int sectorSize) {
    return overflows(exceptionCount)
        ? (int) Geometry.roundUp((long) exceptionCount * Integer.BYTES, sectorSize)
        : 0;
  }
}
