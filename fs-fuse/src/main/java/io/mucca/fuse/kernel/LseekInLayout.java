package io.mucca.fuse.kernel;

/**
 * The body of LSEEK, {@code fuse_lseek_in}.
 *
 * <pre>
 *    0 | file handle                                   |
 *    8 | offset                                        |
 *   16 | whence                | unused                |
 * </pre>
 */
final class LseekInLayout {
  static final int OFFSET = Long.BYTES;
  static final int WHENCE = OFFSET + Long.BYTES;

  static final int BYTES = WHENCE + 2 * Integer.BYTES;

  // Values of WHENCE that the kernel asks about.
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;

  private LseekInLayout() {}
}
