package io.mucca.block;

import static io.mucca.block.Geometry.REGION_BLOCKS;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts the pointers to every block anew, to be held against a space map. It has the space map's
 * own shape: 2 bits for a block, in regions that take memory once a pointer leads there. Not
 * thread-safe.
 */
public final class ReferenceTally {
  private final Geometry geometry;
  private final @Nullable SpaceRegion[] regions;

  /** Begins with the areas that have one reference forever. */
  public ReferenceTally(Geometry geometry) {
    this.geometry = geometry;
    regions = new @Nullable SpaceRegion[geometry.regionCount()];
    addBlocks(0, geometry.firstDataBlock());
    addBlocks(geometry.blockCount(), Geometry.blockAt(regions.length, 0));
  }

  /** One more pointer to each of these blocks, which must be among those that can be allocated. */
  public void add(long start, int count) {
    if (!geometry.isDataRange(start, count)) {
      throw new IllegalArgumentException(count + " blocks from " + start + " are out of bounds");
    }
    addBlocks(start, start + count);
  }

  private void addBlocks(long start, long end) {
    for (long block = start; block < end; block++) {
      int number = Geometry.regionOf(block);
      SpaceRegion region = regions[number];
      if (region == null) {
        region = new SpaceRegion();
        regions[number] = region;
      }
      int index = Geometry.indexInRegion(block);
      region.setReferences(index, region.references(index) + 1);
    }
  }

  /** Takes a run of blocks whose count in the space map is not the number of pointers to them. */
  @FunctionalInterface
  public interface DifferenceVisitor {
    void visit(long start, int count, int references, int pointers);
  }

  /** Gives every difference, in the order of the blocks, in runs that end with their region. */
  public void compare(SpaceMap map, DifferenceVisitor visitor) {
    int[] references = new int[REGION_BLOCKS];
    int[] pointers = new int[REGION_BLOCKS];
    for (int number = 0; number < regions.length; number++) {
      map.snapshotCounts(number, references);
      snapshot(number, pointers);
      if (!Arrays.equals(references, pointers)) {
        compareRegion(number, references, pointers, visitor);
      }
    }
  }

  private void snapshot(int number, int[] target) {
    SpaceRegion region = regions[number];
    for (int index = 0; index < REGION_BLOCKS; index++) {
      target[index] = region == null ? 0 : region.references(index);
    }
  }

  private static void compareRegion(
      int number, int[] references, int[] pointers, DifferenceVisitor visitor) {
    for (int from = 0, to; from < REGION_BLOCKS; from = to) {
      to = from + 1;
      while (to < REGION_BLOCKS
          && references[to] == references[from]
          && pointers[to] == pointers[from]) {
        to++;
      }
      if (references[from] != pointers[from]) {
        visitor.visit(Geometry.blockAt(number, from), to - from, references[from], pointers[from]);
      }
    }
  }
}
