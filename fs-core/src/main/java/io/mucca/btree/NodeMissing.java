package io.mucca.btree;

import io.mucca.block.BlockPointer;

/**
 * A walk met a node that is not in memory. The caller releases its lock, calls {@link
 * NodeStore#load} and starts over; nothing has been changed that may not stay.
 */
public final class NodeMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final transient BlockPointer pointer;
  final int level;

  NodeMissing(BlockPointer pointer, int level) {
    super("node at block " + pointer.address() + " is not in memory", null, false, false);
    this.pointer = pointer;
    this.level = level;
  }
}
