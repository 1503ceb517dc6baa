package io.mucca.fs;

/**
 * How thoroughly to check an image.
 *
 * @param verifyData reads the content of all files, too, and verifies its checksums
 * @param nodeCacheBytes bound of the tree nodes kept in memory for roots that share them
 */
public record CheckOptions(boolean verifyData, long nodeCacheBytes) {
  public static final CheckOptions DEFAULT = new CheckOptions(true, 64L << 20);

  public CheckOptions withVerifyData(boolean wanted) {
    return new CheckOptions(wanted, nodeCacheBytes);
  }
}
