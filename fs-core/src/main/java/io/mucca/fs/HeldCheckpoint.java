package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.SpaceMap;
import io.mucca.block.SpacePin;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One checkpoint of an image, as it is on the device, for somebody who reads all of it. Of an image
 * in use it is kept from being written over as long as this is not closed, unless space runs short
 * there: then the checkpoint is lost, and {@link #requireHeld} says so.
 *
 * <p>Its reference counts are read at once, because the slots that hold them are written again four
 * checkpoints later.
 */
public final class HeldCheckpoint implements AutoCloseable {
  private final BlockDevice device;
  private final List<Superblock> superblocks;
  private final List<Integer> unsoundSlots;
  private final @Nullable SpacePin pin;
  private final List<CorruptBlockException> spaceDamage = new ArrayList<>();
  private @Nullable SpaceMap space;

  /**
   * @param superblocks that of the checkpoint, and those of older ones to read the counts of
   */
  private HeldCheckpoint(
      BlockDevice device,
      List<Superblock> superblocks,
      List<Integer> unsoundSlots,
      @Nullable SpacePin pin) {
    this.device = device;
    this.superblocks = superblocks;
    this.unsoundSlots = unsoundSlots;
    this.pin = pin;
  }

  /**
   * The newest checkpoint of an image that nobody uses. The counts of the older checkpoints that
   * could be fallen back to are verified as well.
   *
   * @throws io.mucca.block.NotAnImageException if there is no superblock
   * @throws io.mucca.block.UnsupportedFormatException if a later version or an unknown feature is
   *     needed
   * @throws CorruptBlockException if no superblock is sound, so that there is nothing to begin with
   */
  public static HeldCheckpoint newest(BlockDevice device) throws IOException {
    HeldCheckpoint held =
        new HeldCheckpoint(
            device, CheckpointList.superblocks(device), SuperblockStore.unsoundSlots(device), null);
    held.loadSpace();
    return held;
  }

  /** An older checkpoint of the image, which need not be whole. */
  HeldCheckpoint olderBy(int steps) throws IOException {
    HeldCheckpoint older =
        new HeldCheckpoint(
            device, superblocks.subList(steps, superblocks.size()), unsoundSlots, null);
    older.loadSpace();
    return older;
  }

  /** How many checkpoints there are before this one that can be fallen back to. */
  int olderCount() {
    return superblocks.size() - 1;
  }

  /**
   * The checkpoint that a pin keeps. To be called while no checkpoint is being written.
   *
   * @throws CorruptBlockException if its superblock is damaged
   */
  static HeldCheckpoint pinned(BlockDevice device, SpacePin pin) throws IOException {
    Superblock superblock = superblock(device, pin.generation());
    HeldCheckpoint held =
        new HeldCheckpoint(device, List.of(superblock), SuperblockStore.unsoundSlots(device), pin);
    held.loadSpace();
    SpaceMap counts = held.space();
    if (counts != null) {
      pin.keepOnly(counts);
    }
    return held;
  }

  private static Superblock superblock(BlockDevice device, long generation) throws IOException {
    try {
      return CheckpointList.find(device, generation);
    } catch (NoSuchCheckpointException e) {
      throw new CorruptBlockException(
          "%s: the superblock of checkpoint %d, which is in use, is damaged"
              .formatted(device.name(), generation));
    }
  }

  private void loadSpace() throws IOException {
    for (Superblock superblock : superblocks) {
      try {
        SpaceMap map = SpaceMap.load(device, superblock.geometry(), superblock);
        space = superblock.equals(superblock()) ? map : space;
      } catch (CorruptBlockException e) {
        String checkpoint = "checkpoint " + superblock.generation() + ": ";
        spaceDamage.add(new CorruptBlockException(checkpoint + e.getMessage()));
      }
    }
  }

  BlockDevice device() {
    return device;
  }

  Superblock superblock() {
    return superblocks.getFirst();
  }

  /** Superblock slots that are damaged. */
  List<Integer> unsoundSlots() {
    return unsoundSlots;
  }

  /** The reference counts; null if they are damaged. */
  @Nullable SpaceMap space() {
    return space;
  }

  /** What is wrong with the counts of the checkpoint, or of one before it. */
  List<CorruptBlockException> spaceDamage() {
    return spaceDamage;
  }

  /** The checkpoint's number and time. */
  public CheckpointInfo info() {
    return new CheckpointInfo(superblock().generation(), superblock().commitTime());
  }

  /** Blocks in use but for the fixed areas. */
  long usedBlocks() {
    Superblock superblock = superblock();
    long data = superblock.geometry().blockCount() - superblock.geometry().firstDataBlock();
    return Math.max(0, data - superblock.freeBlocks() - superblock.log().blockCount());
  }

  /** Somebody has the image open, and may write. */
  boolean isInUse() {
    return pin != null;
  }

  /** False once others may have written where the checkpoint was. */
  boolean isHeld() {
    return pin == null || pin.brokenBecause() == null;
  }

  /**
   * To be called after reading: what was read is worth nothing if this throws.
   *
   * @throws CheckpointLostException if others may have written where the checkpoint was
   */
  void requireHeld() throws CheckpointLostException {
    String reason = pin == null ? null : pin.brokenBecause();
    if (reason != null) {
      throw new CheckpointLostException(superblock().generation(), reason);
    }
  }

  /** Lets the checkpoint go. The device stays open. */
  @Override
  public void close() {
    if (pin != null) {
      pin.close();
    }
  }
}
