package io.mucca.fuse.kernel;

/**
 * The body of MKDIR, {@code fuse_mkdir_in}; the name follows.
 *
 * <pre>
 *    0 | mode                  | umask                 |
 *    8 | name, NUL                                     |
 * </pre>
 */
final class MkdirInLayout {
  static final int MODE = 0;
  static final int UMASK = MODE + Integer.BYTES;

  static final int BYTES = UMASK + Integer.BYTES;

  private MkdirInLayout() {}
}
