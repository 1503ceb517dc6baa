package io.mucca.fuse.kernel;

/**
 * The body of RENAME, {@code fuse_rename_in}; the old name and the new one follow.
 *
 * <pre>
 *    0 | new directory                                 |
 *    8 | old name, NUL, new name, NUL                  |
 * </pre>
 */
final class RenameInLayout {
  static final int NEW_DIRECTORY = 0;

  static final int BYTES = NEW_DIRECTORY + Long.BYTES;

  private RenameInLayout() {}
}
