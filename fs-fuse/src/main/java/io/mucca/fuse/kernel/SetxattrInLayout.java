package io.mucca.fuse.kernel;

/**
 * The body of SETXATTR, {@code fuse_setxattr_in}; name and value follow, without the second line
 * where {@link InitFlags#SETXATTR_EXT} was not agreed on.
 *
 * <pre>
 *    0 | size                  | flags                 |
 *    8 | extended flags        | unused                |
 *   16 | name, NUL, value                              |
 * </pre>
 */
final class SetxattrInLayout {
  static final int SIZE = 0;
  static final int FLAGS = SIZE + Integer.BYTES;

  static final int SHORT_BYTES = FLAGS + Integer.BYTES;
  static final int EXTENDED_FLAGS = SHORT_BYTES;
  static final int BYTES = EXTENDED_FLAGS + 2 * Integer.BYTES;

  // Values of FLAGS.
  static final int CREATE = 1;
  static final int REPLACE = 2;

  /** A bit of EXTENDED_FLAGS: the set-group-ID bit goes with a new access control list. */
  static final int ACL_KILL_SGID = 1;

  private SetxattrInLayout() {}
}
