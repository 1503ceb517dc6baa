package io.mucca.fuse.kernel;

/**
 * The body of RENAME2, {@code fuse_rename2_in}; the old name and the new one follow.
 *
 * <pre>
 *    0 | new directory                                 |
 *    8 | flags                 | unused                |
 *   16 | old name, NUL, new name, NUL                  |
 * </pre>
 */
final class Rename2InLayout {
  static final int NEW_DIRECTORY = 0;
  static final int FLAGS = NEW_DIRECTORY + Long.BYTES;

  static final int BYTES = FLAGS + 2 * Integer.BYTES;

  // Bits of FLAGS, as renameat2(2) has them.
  static final int NO_REPLACE = 1;
  static final int EXCHANGE = 1 << 1;
  static final int WHITEOUT = 1 << 2;

  private Rename2InLayout() {}
}
