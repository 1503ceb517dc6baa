package io.mucca.block;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the blocks of one durable checkpoint as they are: what is freed after it is not handed out
 * again, until this is closed, or broken because space is short ({@link
 * SpaceMap#releaseAllDurable}) or the image is being closed ({@link SpaceMap#breakPins}).
 *
 * <p>A reader of the checkpoint asks {@link #brokenBecause} after it has read a block, and trusts
 * nothing that it read once there is an answer: the pin is broken before the first of its blocks is
 * handed out. Thread-safe.
 */
public final class SpacePin implements AutoCloseable {
  private final SpaceMap space;
  private final long generation;
  private volatile @Nullable String brokenBecause;

  /** What the checkpoint uses; null as long as that is not known. */
  private volatile @Nullable SpaceMap counts;

  SpacePin(SpaceMap space, long generation) {
    this.space = space;
    this.generation = generation;
  }

  /** The checkpoint that is kept. */
  public long generation() {
    return generation;
  }

  /**
   * Tells what the checkpoint uses, so that only this is kept. Before, all is kept that is freed.
   *
   * @param checkpoint the counts of the checkpoint, which nobody changes
   */
  public void keepOnly(SpaceMap checkpoint) {
    counts = checkpoint;
  }

  /** Takes those blocks out of a region's bitmap that may be handed out. */
  void retainKept(int region, long[] bitmap) {
    SpaceMap known = counts;
    if (known != null) {
      known.retainInUse(region, bitmap);
    }
  }

  /** Why the checkpoint's blocks may be in use for something else; null as long as they are not. */
  public @Nullable String brokenBecause() {
    return brokenBecause;
  }

  void breakUp(String reason) {
    brokenBecause = reason;
  }

  /** Lets the blocks go; once is enough, and more does no harm. */
  @Override
  public void close() {
    space.unpin(this);
  }
}
