package io.mucca.fs;

/**
 * How gently to scrub.
 *
 * @param bytesPerSecond most that is read in a second; 0 for no bound
 * @param nodeCacheBytes bound of the tree nodes kept in memory
 */
public record ScrubOptions(long bytesPerSecond, long nodeCacheBytes) {
  public static final ScrubOptions DEFAULT = new ScrubOptions(100L << 20, 16L << 20);

  public ScrubOptions {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("cannot read " + bytesPerSecond + " bytes in a second");
    }
  }

  public ScrubOptions withBytesPerSecond(long wanted) {
    return new ScrubOptions(wanted, nodeCacheBytes);
  }
}
