package io.mucca.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * One version of a region's counts as it was read from its slot: bytes that are not trusted before
 * {@link #isSound}.
 *
 * @param slot which of the region's slots it is
 * @param bytes all {@link SpaceSlotLayout#COUNTS_BYTES} bytes of the slot
 */
record SpaceSlot(int slot, MemorySegment bytes) {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Writes a region's counts into zeroed memory of the lengths that {@link SpaceSlotLayout} gives.
   *
   * @return the checksum of the slot
   */
  static int encode(
      SpaceRegion region,
      int number,
      long volumeIdLow,
      long generation,
      MemorySegment counts,
      MemorySegment overflow) {
    long[] words = region.counts();
    if (words != null) {
      MemorySegment.copy(words, 0, counts, LONG, SpaceSlotLayout.COUNTS, words.length);
      encodeExceptions(region, words, counts, overflow);
    }
    counts.set(INT, SpaceSlotLayout.MAGIC, SpaceSlotLayout.MAGIC_VALUE);
    counts.set(LONG, SpaceSlotLayout.VOLUME_ID_LOW, volumeIdLow);
    counts.set(LONG, SpaceSlotLayout.REGION, number);
    counts.set(LONG, SpaceSlotLayout.GENERATION, generation);
    counts.set(INT, SpaceSlotLayout.EXCEPTION_COUNT, region.exceptionCount());
    counts.set(INT, SpaceSlotLayout.FREE_BLOCKS, region.freeBlocks());
    if (overflow.byteSize() > 0) {
      counts.set(INT, SpaceSlotLayout.OVERFLOW_CHECKSUM, Checksums.crc32c(overflow));
    }
    int checksum = Checksums.crc32c(counts.asSlice(SpaceSlotLayout.VOLUME_ID_LOW));
    counts.set(INT, SpaceSlotLayout.CHECKSUM, checksum);
    return checksum;
  }

  private static void encodeExceptions(
      SpaceRegion region, long[] words, MemorySegment counts, MemorySegment overflow) {
    MemorySegment target =
        overflow.byteSize() > 0 ? overflow : counts.asSlice(SpaceSlotLayout.EXCEPTIONS);
    long offset = 0;
    for (int word = 0; word < words.length; word++) {
      for (long left = exceptionsOf(words[word]); left != 0; left &= left - 1) {
        int index = (word << 5) + (Long.numberOfTrailingZeros(left) >>> 1);
        target.set(INT, offset, region.references(index));
        offset += Integer.BYTES;
      }
    }
  }

  /** The low bit of every 2-bit count that stands for an exact one. */
  private static long exceptionsOf(long counts) {
    return counts & counts >>> 1 & 0x5555_5555_5555_5555L;
  }

  long generation() {
    return bytes.get(LONG, SpaceSlotLayout.GENERATION);
  }

  int checksum() {
    return bytes.get(INT, SpaceSlotLayout.CHECKSUM);
  }

  int overflowChecksum() {
    return bytes.get(INT, SpaceSlotLayout.OVERFLOW_CHECKSUM);
  }

  int exceptionCount() {
    return bytes.get(INT, SpaceSlotLayout.EXCEPTION_COUNT);
  }

  /** True if the slot says that it holds a version of this region of this image. */
  boolean belongsTo(int region, long volumeIdLow) {
    return bytes.get(INT, SpaceSlotLayout.MAGIC) == SpaceSlotLayout.MAGIC_VALUE
        && bytes.get(LONG, SpaceSlotLayout.VOLUME_ID_LOW) == volumeIdLow
        && bytes.get(LONG, SpaceSlotLayout.REGION) == region
        && generation() > 0;
  }

  /** True if the checksum is right. */
  boolean isSound(int sectorSize) {
    int exceptions = exceptionCount();
    if (exceptions < 0 || exceptions > Geometry.REGION_BLOCKS) {
      return false;
    }
    int length = SpaceSlotLayout.writtenBytes(exceptions, sectorSize);
    long from = SpaceSlotLayout.VOLUME_ID_LOW;
    return Checksums.crc32c(bytes.asSlice(from, length - from)) == checksum();
  }

  long[] counts() {
    long[] words = new long[SpaceRegion.COUNT_WORDS];
    MemorySegment.copy(bytes, LONG, SpaceSlotLayout.COUNTS, words, 0, words.length);
    return words;
  }

  /**
   * Builds the region from a sound slot.
   *
   * @param overflow the written part of the overflow slot, its checksum verified; of no meaning if
   *     all fits inline
   * @throws CorruptBlockException if the counts contradict one another
   */
  SpaceRegion decode(MemorySegment overflow) throws CorruptBlockException {
    SpaceRegion region = new SpaceRegion();
    long[] words = counts();
    region.setCounts(words);
    decodeExceptions(region, words, overflow);
    requireEqual("free blocks", bytes.get(INT, SpaceSlotLayout.FREE_BLOCKS), region.freeBlocks());
    requireEqual("exact counts", exceptionCount(), region.exceptionCount());
    region.takeLast(slot);
    region.generation = generation();
    region.checksum = checksum();
    return region;
  }

  private void decodeExceptions(SpaceRegion region, long[] words, MemorySegment overflow)
      throws CorruptBlockException {
    boolean overflows = SpaceSlotLayout.overflows(exceptionCount());
    MemorySegment source = overflows ? overflow : bytes.asSlice(SpaceSlotLayout.EXCEPTIONS);
    long offset = 0;
    for (int word = 0; word < words.length; word++) {
      for (long left = exceptionsOf(words[word]); left != 0; left &= left - 1) {
        int index = (word << 5) + (Long.numberOfTrailingZeros(left) >>> 1);
        int references = offset < source.byteSize() ? source.get(INT, offset) : 0;
        if (references < SpaceRegion.EXCEPTION) {
          throw new CorruptBlockException(
              "exact count of block " + index + " of the region is " + references);
        }
        region.setReferences(index, references);
        offset += Integer.BYTES;
      }
    }
  }

  private static void requireEqual(String what, int expected, int actual)
      throws CorruptBlockException {
    if (expected != actual) {
      throw new CorruptBlockException(
          "number of %s is %d, the header says %d".formatted(what, actual, expected));
    }
  }
}
