package io.mucca.block;

/**
 * Blocks that lie next to each other.
 *
 * @param start number of the first block
 * @param count how many, at least 1
 */
public record BlockRange(long start, int count) {
  public BlockRange {
    if (start < 0 || count < 1) {
      throw new IllegalArgumentException("no range: " + count + " blocks from " + start);
    }
  }

  /** The first block after the range. */
  public long end() {
    return start + count;
  }
}
