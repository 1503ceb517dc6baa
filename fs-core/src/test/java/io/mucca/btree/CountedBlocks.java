package io.mucca.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.block.BlockPointer;
import io.mucca.block.Geometry;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Counts anew, from what a checkpoint left on the device, how often each block is referred to. */
final class CountedBlocks {
  private final TreeImage image;
  private final ItemReferences items;
  private final int[] counts;

  /** Nodes that have been met, by address: a block belongs to one node only. */
  private final Map<Long, BlockPointer> nodes = new HashMap<>();

  private CountedBlocks(TreeImage image, ItemReferences items) {
    this.image = image;
    this.items = items;
    counts = new int[image.geometry.regionCount() * Geometry.REGION_BLOCKS];
    Arrays.fill(counts, 0, (int) image.geometry.firstDataBlock(), 1);
    Arrays.fill(counts, (int) image.geometry.blockCount(), counts.length, 1);
  }

  /** Fails unless the space map says the same of every block. Nothing may be open. */
  static void assertEqualSpaceMap(TreeImage image, ItemReferences items) throws IOException {
    CountedBlocks counted = new CountedBlocks(image, items);
    if (!image.roots.isEmpty()) {
      counted.visit(image.roots.pointer(), -1, true);
    }
    int[] expected = new int[Geometry.REGION_BLOCKS];
    for (int region = 0; region < image.geometry.regionCount(); region++) {
      image.space.snapshotCounts(region, expected);
      int from = region * Geometry.REGION_BLOCKS;
      assertArrayEquals(
          Arrays.copyOfRange(counted.counts, from, from + Geometry.REGION_BLOCKS),
          expected,
          "counts of region " + region);
    }
  }

  private void visit(BlockPointer pointer, int level, boolean ofRoots) throws IOException {
    add(pointer.address(), image.geometry.blocksFor(pointer.lengthBytes()));
    BlockPointer known = nodes.putIfAbsent(pointer.address(), pointer);
    if (known != null) {
      assertEquals(known, pointer, "two pointers to one address");
      return;
    }
    Node node = image.store.read(pointer, level);
    for (int slot = 0; slot < node.slotCount(); slot++) {
      if (!node.isLeaf()) {
        visit(node.childPointer(slot), node.level - 1, ofRoots);
      } else if (ofRoots) {
        visitRoot(BlockPointer.decode(node.page, node.valueOffset(slot)));
      } else {
        items.forEachRange(
            node.keyHigh(slot),
            node.keyLow(slot),
            node.page,
            node.valueOffset(slot),
            node.valueLength(slot),
            this::add);
      }
    }
  }

  private void visitRoot(BlockPointer pointer) throws IOException {
    if (!pointer.isNone()) {
      visit(pointer, -1, false);
    }
  }

  private void add(long start, int count) {
    for (long block = start; block < start + count; block++) {
      counts[(int) block]++;
    }
  }
}
