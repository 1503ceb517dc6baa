package io.mucca.fs;

/** Is told how far a scrub has come, and may pause it. */
@FunctionalInterface
public interface ScrubProgress {
  ScrubProgress NONE = (_, _, _) -> true;

  /**
   * Called often, by one thread.
   *
   * @param doneBytes verified so far, with what was verified before the scrub was paused
   * @param totalBytes all that is in use
   * @param damagedBlocks found so far
   * @return false to pause the scrub
   */
  boolean update(long doneBytes, long totalBytes, long damagedBlocks);
}
