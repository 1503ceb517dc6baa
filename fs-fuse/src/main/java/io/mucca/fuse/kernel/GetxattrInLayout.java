package io.mucca.fuse.kernel;

/**
 * The body of GETXATTR and LISTXATTR, {@code fuse_getxattr_in}; in GETXATTR the name follows. A
 * size of 0 asks for the size.
 *
 * <pre>
 *    0 | size                  | unused                |
 *    8 | name, NUL                                     |
 * </pre>
 */
final class GetxattrInLayout {
  static final int SIZE = 0;

  static final int BYTES = SIZE + 2 * Integer.BYTES;

  private GetxattrInLayout() {}
}
