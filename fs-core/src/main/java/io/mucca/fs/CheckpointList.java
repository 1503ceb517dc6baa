package io.mucca.fs;

import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The checkpoints of an image that can be opened: the newest and those kept to fall back to. */
public final class CheckpointList {
  private CheckpointList() {}

  /** The checkpoints that can be opened, the newest first. */
  public static List<CheckpointInfo> of(BlockDevice device) throws IOException {
    return superblocks(device).stream()
        .map(each -> new CheckpointInfo(each.generation(), each.commitTime()))
        .toList();
  }

  static List<Superblock> superblocks(BlockDevice device) throws IOException {
    return SuperblockStore.readAll(device).stream().limit(SpaceMap.RETAINED + 1).toList();
  }

  /** The superblock of a certain checkpoint. */
  static Superblock find(BlockDevice device, long generation) throws IOException {
    List<Superblock> superblocks = superblocks(device);
    for (Superblock superblock : superblocks) {
      if (superblock.generation() == generation) {
        return superblock;
      }
    }
    String others =
        superblocks.stream()
            .map(each -> Long.toString(each.generation()))
            .collect(Collectors.joining(", "));
    throw new NoSuchCheckpointException(
        "%s has no checkpoint %d; those that can be opened are %s"
            .formatted(device.name(), generation, others));
  }
}
