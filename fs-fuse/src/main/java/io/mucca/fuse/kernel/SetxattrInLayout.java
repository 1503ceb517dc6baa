package io.mucca.fuse.kernel;

/**
 * The body of SETXATTR without its extension, {@code fuse_setxattr_in}; name and value follow.
 *
 * <pre>
 *    0 | size                  | flags                 |
 *    8 | name, NUL, value                              |
 * </pre>
 */
final class SetxattrInLayout {
  static final int SIZE = 0;
  static final int FLAGS = SIZE + Integer.BYTES;

  static final int BYTES = FLAGS + Integer.BYTES;

  // Values of FLAGS.
  static final int CREATE = 1;
  static final int REPLACE = 2;

  private SetxattrInLayout() {}
}
