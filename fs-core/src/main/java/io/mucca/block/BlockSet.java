package io.mucca.block;

import static io.mucca.block.Geometry.REGION_BLOCKS;

import java.io.IOException;
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

  /** Takes the blocks of a region, a bit for each, the lowest bit of a word first. */
  @FunctionalInterface
  public interface RegionVisitor {
    void visit(int region, long[] bitmap) throws IOException;
  }

  /** Gives the bitmap of each region that has blocks in the set; it must not be changed. */
  public void forEachRegion(RegionVisitor visitor) throws IOException {
    for (int number = 0; number < regions.length; number++) {
      long[] bits = regions[number];
      if (bits != null) {
        visitor.visit(number, bits);
      }
    }
  }

  /**
   * Adds the blocks of a bitmap as {@link #forEachRegion} gives it.
   *
   * @throws IllegalArgumentException if there is no such region, or the bitmap is not that of one
   */
  public void addRegion(int number, long[] bitmap) {
    if (number < 0 || number >= regions.length || bitmap.length != SpaceRegion.BITMAP_WORDS) {
      throw new IllegalArgumentException(
          "no bitmap of %d words of region %d".formatted(bitmap.length, number));
    }
    long[] bits = region(number);
    size -= Bits.count(bits);
    Bits.or(bits, bitmap);
    size += Bits.count(bits);
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
