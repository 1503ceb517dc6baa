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
    default void reference(BlockPointer pointer) {}

    /** A sound node that no walk had met before. */
    default void node(BlockPointer pointer) {}

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
     * @param keys those that it may have held
     * @param isFirst no walk had come across this pointer before
     */
    void damaged(BlockPointer pointer, KeyRange keys, String reason, boolean isFirst);
  }

  /** The keys that may be under a pointer, the end excluded; no end for the last one. */
  public record KeyRange(long fromHigh, long fromLow, boolean hasEnd, long toHigh, long toLow) {
    static final KeyRange ALL = new KeyRange(0, 0, false, 0, 0);

    /** True if a key with one of these high halves may be here; the last is included. */
    public boolean mayHold(long firstHigh, long lastHigh) {
      boolean endsBefore =
          hasEnd
              && (Long.compareUnsigned(toHigh, firstHigh) < 0
                  || (toHigh == firstHigh && toLow == 0));
      return Long.compareUnsigned(fromHigh, lastHigh) <= 0 && !endsBefore;
    }

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

  /** Tells whether a walk goes down to a node. */
  @FunctionalInterface
  private interface Way {
    boolean leadsTo(BlockPointer pointer, KeyRange keys);
  }

  private static final Way EVERYWHERE = (_, _) -> true;

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
    walk(root, newestGeneration, EVERYWHERE, visitor);
  }

  /**
   * Walks what no walk has met before. Everything that it comes across is the first of its kind.
   */
  public void walkNew(BlockPointer root, long newestGeneration, Visitor visitor)
      throws IOException {
    Way unseen = (pointer, _) -> !met.contains(pointer.address()) && !damaged.contains(pointer);
    walk(root, newestGeneration, unseen, visitor);
  }

  /**
   * Walks the part of a tree that has keys with certain high halves; the visitor sees some of their
   * neighbours as well.
   *
   * @param lastHigh the greatest high half of interest, included
   */
  public void walkRange(
      BlockPointer root, long newestGeneration, long firstHigh, long lastHigh, Visitor visitor)
      throws IOException {
    walk(root, newestGeneration, (_, keys) -> keys.mayHold(firstHigh, lastHigh), visitor);
  }

  private void walk(BlockPointer root, long newestGeneration, Way way, Visitor visitor)
      throws IOException {
    if (!root.isNone() && way.leadsTo(root, KeyRange.ALL)) {
      walk(root, -1, newestGeneration, KeyRange.ALL, way, visitor);
    }
  }

  private void walk(
      BlockPointer pointer,
      int level,
      long newestGeneration,
      KeyRange range,
      Way way,
      Visitor visitor)
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
        KeyRange childRange = range.ofChild(node, slot);
        if (way.leadsTo(child, childRange)) {
          walk(child, node.level - 1, node.generation, childRange, way, visitor);
        }
      }
    }
  }

  /** Reads a node and verifies all that is known of it; null if it must be left out. */
  private @Nullable Node read(
      BlockPointer pointer, int level, long newestGeneration, KeyRange range, Visitor visitor) {
    if (damaged.contains(pointer)) {
      visitor.damaged(pointer, range, "is damaged", false);
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
      visitor.damaged(pointer, range, String.valueOf(e.getMessage()), damaged.add(pointer));
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
