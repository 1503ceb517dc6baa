package io.mucca.fuse.kernel;

/**
 * The body of MKNOD, {@code fuse_mknod_in}; the name follows.
 *
 * <pre>
 *    0 | mode                  | device number         |
 *    8 | umask                 | unused                |
 *   16 | name, NUL                                     |
 * </pre>
 */
final class MknodInLayout {
  static final int MODE = 0;
  static final int DEVICE_NUMBER = MODE + Integer.BYTES;
  static final int UMASK = DEVICE_NUMBER + Integer.BYTES;

  static final int BYTES = UMASK + 2 * Integer.BYTES;

  private MknodInLayout() {}
}
