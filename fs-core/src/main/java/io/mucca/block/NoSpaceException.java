package io.mucca.block;

import java.io.IOException;

/** No block can be allocated now. */
public final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long pendingBlocks;

  public NoSpaceException(long pendingBlocks) {
    super("no free block; " + pendingBlocks + " blocks wait for a checkpoint to become free");
    this.pendingBlocks = pendingBlocks;
  }

  /** Blocks that checkpoints would make available; if 0, only removing something helps. */
  public long pendingBlocks() {
    return pendingBlocks;
  }
}
