package io.mucca.block;

import static io.mucca.block.Geometry.REGION_BLOCKS;

import org.jspecify.annotations.Nullable;

/**
 * Available blocks next to each other in a region.
 *
 * @param region number of the region
 * @param start index of the first block in the region
 * @param length how many; 0 if none was found
 */
record FreeRun(int region, int start, int length) {
  int end() {
    return start + length;
  }

  /**
   * Looks for a run from an index on: the first one that is long enough, cut to the wanted length,
   * or else the longest.
   *
   * @param blocks the region's state, null if it is untouched
   */
  static FreeRun find(int region, @Nullable SpaceRegion blocks, int from, int wanted) {
    int bestStart = from;
    int bestLength = 0;
    int index = next(blocks, from, REGION_BLOCKS, true);
    while (index < REGION_BLOCKS && bestLength < wanted) {
      int end = next(blocks, index, Math.min(index + wanted, REGION_BLOCKS), false);
      int length = end - index;
      if (length > bestLength) {
        bestStart = index;
        bestLength = length;
      }
      index = next(blocks, end, REGION_BLOCKS, true);
    }
    return new FreeRun(region, bestStart, bestLength);
  }

  /**
   * The first block in a range that is available, or that is not; the range's end if there is none.
   */
  private static int next(@Nullable SpaceRegion blocks, int from, int to, boolean available) {
    if (blocks == null) {
      return available ? from : to;
    }
    long ignored = (1L << from) - 1;
    for (int word = from >>> 6; word << 6 < to; word++) {
      long bits = available ? blocks.available(word) : ~blocks.available(word);
      long candidates = bits & ~ignored;
      if (candidates != 0) {
        return Math.min((word << 6) + Long.numberOfTrailingZeros(candidates), to);
      }
      ignored = 0;
    }
    return to;
  }
}
