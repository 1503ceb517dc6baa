package io.mucca.fuse.kernel;

/**
 * The body of CREATE and TMPFILE, {@code fuse_create_in}; the name follows.
 *
 * <pre>
 *    0 | flags                 | mode                  |
 *    8 | umask                 | open flags            |
 *   16 | name, NUL                                     |
 * </pre>
 */
final class CreateInLayout {
  static final int FLAGS = 0;
  static final int MODE = FLAGS + Integer.BYTES;
  static final int UMASK = MODE + Integer.BYTES;

  static final int BYTES = UMASK + 2 * Integer.BYTES;

  private CreateInLayout() {}
}
