package io.mucca.fs;

/** Is told how far a check has come. */
@FunctionalInterface
public interface CheckProgress {
  CheckProgress NONE = (done, total) -> {};

  /**
   * Called often, by one thread.
   *
   * @param doneBlocks blocks of the image that have been verified
   * @param totalBlocks how many there will be; 0 if that is not known
   */
  void update(long doneBlocks, long totalBlocks);
}
