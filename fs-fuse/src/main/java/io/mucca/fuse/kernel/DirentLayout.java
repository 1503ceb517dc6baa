package io.mucca.fuse.kernel;

/**
 * An entry in the answer to READDIR, {@code fuse_dirent}; zeros fill it up to a multiple of 8
 * bytes.
 *
 * <pre>
 *    0 | inode                                         |
 *    8 | cookie                                        |
 *   16 | name length           | type                  |
 *   24 | name                                          |
 * </pre>
 */
final class DirentLayout {
  static final int INODE = 0;
  static final int COOKIE = INODE + Long.BYTES;
  static final int NAME_LENGTH = COOKIE + Long.BYTES;
  static final int TYPE = NAME_LENGTH + Integer.BYTES;

  static final int BYTES = TYPE + Integer.BYTES;

  /** What an entry with a name of this length takes. */
  static int bytesFor(int nameLength) {
    return (BYTES + nameLength + Long.BYTES - 1) & -Long.BYTES;
  }

  private DirentLayout() {}
}
