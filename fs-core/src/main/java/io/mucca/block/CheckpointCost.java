package io.mucca.block;

import io.mucca.device.WriteCause;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint wrote that its own trees cannot say, because it was not known yet, or came
 * after them: the nodes of the tree of roots, and the space map. The superblock itself, one sector,
 * and two syncs come on top.
 *
 * @param cause why the checkpoint was made; null if the superblock does not say what it cost
 * @param leafWrites write operations for leaves of all trees
 * @param interiorWrites write operations for interior nodes of all trees
 */
public record CheckpointCost(
    @Nullable WriteCause cause,
    long leafBytes,
    long interiorBytes,
    long spaceMapBytes,
    int leafWrites,
    int interiorWrites,
    int spaceMapWrites) {
  /** Nothing is said. */
  public static final CheckpointCost UNKNOWN = new CheckpointCost(null, 0, 0, 0, 0, 0, 0);

  public CheckpointCost {
    if (leafBytes < 0
        || interiorBytes < 0
        || spaceMapBytes < 0
        || leafWrites < 0
        || interiorWrites < 0
        || spaceMapWrites < 0) {
      throw new IllegalArgumentException("a checkpoint cannot have cost less than nothing");
    }
  }
}
