package io.mucca.fs.model;

/**
 * A place in a file that is found when the file is known.
 *
 * @param delta bytes to go on from where {@code anchor} says
 */
record Place(Anchor anchor, long delta) {
  enum Anchor {
    START,
    END,
    /** The start of the block that {@code delta} falls into. */
    BLOCK
  }

  /**
   * The offset, such that {@code roomBytes} from there on are within the largest size of a file.
   */
  long resolve(long sizeBytes, int blockSizeBytes, long roomBytes) {
    long offset =
        switch (anchor) {
          case START -> delta;
          case BLOCK -> delta - delta % blockSizeBytes;
          case END -> delta > Long.MAX_VALUE - sizeBytes ? Long.MAX_VALUE : sizeBytes + delta;
        };
    return Math.clamp(offset, 0, Long.MAX_VALUE - roomBytes);
  }
}
