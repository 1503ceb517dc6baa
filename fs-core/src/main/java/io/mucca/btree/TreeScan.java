package io.mucca.btree;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.device.BlockDevice;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks whole trees of an image that nobody changes, in the order of their keys, and verifies every
 * node on the way; for whoever looks for damage. A damaged node is left out and the walk goes on
 * behind it.
 *
 * <p>One scan walks many trees that share nodes. Each walk meets all nodes of its tree, so that it
 * sees all items, and tells of each whether it is the first in this scan to do so.
 *
 * <p>Invariants, verified for every node: what its pointer says is true; it was not written after
 * the node that points to it; its level is one below that node's; its keys lie between that node's.
 * So a walk ends, whatever the pointers are, and never goes deeper than a tree has levels. Not
 * thread-safe.
 */
public final class TreeScan {
  /** What a walk comes across. */
  public interface Visitor {
    /** A pointer to a node, in a node that no walk had met before. */
    void reference(BlockPointer pointer);

    /** A sound node that no walk had met before. */
    void node(BlockPointer pointer);

    /**
     * An item.
     *
     * @param isFirst no walk had met its node before
     */
    void item(
        long keyHigh, long keyLow, byte[] page, int valueOffset, int valueLength, boolean isFirst)
        throws IOException;

    /**
     * What is under a pointer is left out.
     *
     * @param isFirst no walk had come across this pointer before
     */
    void damaged(BlockPointer pointer, String reason, boolean isFirst);
  }

  /** The keys that may be under a pointer; no end for the last one. */
  private record KeyRange(long fromHigh, long fromLow, boolean hasEnd, long toHigh, long toLow) {
    static final KeyRange ALL = new KeyRange(0, 0, false, 0, 0);

    boolean holds(Node node) {
      int last = node.slotCount() - 1;
      return node.compareKey(0, fromHigh, fromLow) >= 0
          && (!hasEnd || node.compareKey(last, toHigh, toLow) < 0);
    }

    /** The part that belongs to one child of a node in this range. */
    KeyRange ofChild(Node node, int slot) {
      boolean isLast = slot == node.slotCount() - 1;
      return new KeyRange(
          node.keyHigh(slot),
          node.keyLow(slot),
          hasEnd || !isLast,
          isLast ? toHigh : node.keyHigh(slot + 1),
          isLast ? toLow : node.keyLow(slot + 1));
    }
  }

  private final NodeReader reader;
  private final NodeCache cache;
  private final LongOpenHashSet met = new LongOpenHashSet();
  private final Set<BlockPointer> damaged = new HashSet<>();

  /**
   * @param cacheBytes bound of the nodes kept in memory for trees that share them
   */
  public TreeScan(BlockDevice device, Geometry geometry, long volumeId, long cacheBytes) {
    reader = new NodeReader(device, geometry, volumeId);
    cache = new NodeCache(cacheBytes, geometry.nodeSize());
  }

  /**
   * Walks one tree.
   *
   * @param root where its root is; {@link BlockPointer#NONE} is an empty tree
   * @param newestGeneration the root cannot have been written later
   */
  public void walk(BlockPointer root, long newestGeneration, Visitor visitor) throws IOException {
    if (!root.isNone()) {
      walk(root, -1, newestGeneration, KeyRange.ALL, visitor);
    }
  }

  private void walk(
      BlockPointer pointer, int level, long newestGeneration, KeyRange range, Visitor visitor)
      throws IOException {
    Node node = read(pointer, level, newestGeneration, range, visitor);
    if (node == null) {
      return;
    }
    boolean isFirst = met.add(pointer.address());
    if (isFirst) {
      visitor.node(pointer);
    }
    for (int slot = 0; slot < node.slotCount(); slot++) {
      if (node.isLeaf()) {
        visitor.item(
            node.keyHigh(slot),
            node.keyLow(slot),
            node.page,
            node.valueOffset(slot),
            node.valueLength(slot),
            isFirst);
      } else {
        BlockPointer child = node.childPointer(slot);
        if (isFirst) {
          visitor.reference(child);
        }
        walk(child, node.level - 1, node.generation, range.ofChild(node, slot), visitor);
      }
    }
  }

  /** Reads a node and verifies all that is known of it; null if it must be left out. */
  private @Nullable Node read(
      BlockPointer pointer, int level, long newestGeneration, KeyRange range, Visitor visitor) {
    if (damaged.contains(pointer)) {
      visitor.damaged(pointer, "is damaged", false);
      return null;
    }
    try {
      Node node = cache.get(pointer.address());
      if (node == null || !node.pointer().equals(pointer) || (level >= 0 && node.level != level)) {
        node = reader.read(pointer, level, newestGeneration);
        cache.put(node);
      }
      verify(node, pointer, newestGeneration, range);
      return node;
    } catch (IOException e) {
      visitor.damaged(pointer, String.valueOf(e.getMessage()), damaged.add(pointer));
      return null;
    }
  }

  private static void verify(Node node, BlockPointer pointer, long newestGeneration, KeyRange range)
      throws CorruptBlockException {
    if (Long.compareUnsigned(node.generation, newestGeneration) > 0) {
      throw new CorruptBlockException(
          "block %d: the tree node is of generation %d, what points to it of generation %d"
              .formatted(pointer.address(), node.generation, newestGeneration));
    }
    if (!range.holds(node)) {
      throw new CorruptBlockException(
          "block %d: the tree node has keys that do not belong where it is in the tree"
              .formatted(pointer.address()));
    }
  }
}
