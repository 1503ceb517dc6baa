package io.mucca.fuse.kernel;

/**
 * The answer to GETXATTR and LISTXATTR when they asked for the size, {@code fuse_getxattr_out};
 * else the bytes themselves are the answer.
 *
 * <pre>
 *    0 | size                  | unused                |
 * </pre>
 */
final class GetxattrOutLayout {
  static final int SIZE = 0;

  static final int BYTES = SIZE + 2 * Integer.BYTES;

  private GetxattrOutLayout() {}
}
