package io.mucca.block;

import static io.mucca.block.Geometry.REGION_BLOCKS;

import org.jspecify.annotations.Nullable;

/** A set of an image's blocks: one bit for each, in regions that take memory once they are used. */
public final class BlockSet {
  private final long[] @Nullable [] regions;
  private long size;

  public BlockSet(Geometry geometry) {
    regions = new long[geometry.regionCount()] @Nullable [];
  }

  /** How many blocks are in the set. */
  public long size() {
    return size;
  }

  public boolean contains(long block) {
    long[] bits = regions[Geometry.regionOf(block)];
    return bits != null && Bits.get(bits, Geometry.indexInRegion(block));
  }

  /** True if at least one of the blocks is in the set. */
  public boolean containsAny(long start, int count) {
    for (long block = start; block < start + count; block++) {
      if (contains(block)) {
        return true;
      }
    }
    return false;
  }

  public void add(long start, int count) {
    long end = start + count;
    for (long block = start; block < end; ) {
      int from = Geometry.indexInRegion(block);
      int to = (int) Math.min(REGION_BLOCKS, from + (end - block));
      long[] bits = region(Geometry.regionOf(block));
      size += to - from - Bits.countRange(bits, from, to);
      Bits.setRange(bits, from, to);
      block += to - from;
    }
  }

  private long[] region(int number) {
    long[] bits = regions[number];
    if (bits == null) {
      bits = new long[SpaceRegion.BITMAP_WORDS];
      regions[number] = bits;
    }
    return bits;
  }
}
