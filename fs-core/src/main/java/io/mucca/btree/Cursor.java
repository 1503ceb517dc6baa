package io.mucca.btree;

/**
 * A place in a tree: the path from the root to one slot of a leaf. Made once and used again; valid
 * until the tree's next change or until the tree lock is released. Not thread-safe.
 */
public final class Cursor {
  final Node[] path = new Node[NodeLayout.MAX_LEVEL + 1];
  final int[] slots = new int[NodeLayout.MAX_LEVEL + 1];

  /** Index of the leaf in {@link #path}; -1 in an empty tree. */
  int leafDepth = -1;

  Node leaf() {
    return path[leafDepth];
  }

  int slot() {
    return slots[leafDepth];
  }

  public long keyHigh() {
    return leaf().keyHigh(slot());
  }

  public long keyLow() {
    return leaf().keyLow(slot());
  }

  /** The page that holds the value; not to be changed. */
  public byte[] page() {
    return leaf().page;
  }

  public int valueOffset() {
    return leaf().valueOffset(slot());
  }

  public int valueLength() {
    return leaf().valueLength(slot());
  }

  public byte[] copyValue() {
    byte[] value = new byte[valueLength()];
    System.arraycopy(page(), valueOffset(), value, 0, value.length);
    return value;
  }

  boolean isOnSlot() {
    return leafDepth >= 0 && slot() >= 0 && slot() < leaf().slotCount();
  }
}
