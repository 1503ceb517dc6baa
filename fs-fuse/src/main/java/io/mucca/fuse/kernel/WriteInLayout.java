package io.mucca.fuse.kernel;

/**
 * The body of WRITE, {@code fuse_write_in}; the data follows.
 *
 * <pre>
 *    0 | file handle                                   |
 *    8 | offset                                        |
 *   16 | size                  | write flags           |
 *   24 | lock owner                                    |
 *   32 | flags                 | unused                |
 *   40 | data                                          |
 * </pre>
 */
final class WriteInLayout {
  static final int OFFSET = Long.BYTES;
  static final int SIZE = OFFSET + Long.BYTES;
  static final int WRITE_FLAGS = SIZE + Integer.BYTES;
  static final int FLAGS = WRITE_FLAGS + Integer.BYTES + Long.BYTES;

  static final int BYTES = FLAGS + 2 * Integer.BYTES;

  // Bits of WRITE_FLAGS.

  /** The data comes from the page cache, and the file handle is a guess. */
  static final int FROM_CACHE = 1;

  static final int KILL_SUIDGID = 1 << 2;

  private WriteInLayout() {}
}
