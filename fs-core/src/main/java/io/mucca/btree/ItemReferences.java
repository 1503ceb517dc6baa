package io.mucca.btree;

import io.mucca.block.CorruptBlockException;

/**
 * Knows which items of a tree point to blocks, so that sharing and deleting a leaf can count them.
 */
public interface ItemReferences {
  /** For trees whose items point to nothing. */
  ItemReferences NONE = (keyHigh, keyLow, page, valueOffset, valueLength, visitor) -> {};

  /** Gives every range of blocks that the item's value points to. */
  void forEachRange(
      long keyHigh,
      long keyLow,
      byte[] page,
      int valueOffset,
      int valueLength,
      RangeVisitor visitor)
      throws CorruptBlockException;

  /** Takes a range of blocks. */
  @FunctionalInterface
  interface RangeVisitor {
    void visit(long firstBlock, int blockCount) throws CorruptBlockException;
  }
}
