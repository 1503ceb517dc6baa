package io.mucca.fuse.kernel;

/**
 * The notification INVAL_ENTRY, {@code fuse_notify_inval_entry_out}: a name in a directory is
 * forgotten.
 *
 * <pre>
 *    0 | directory                                     |
 *    8 | name length           | flags                 |
 *   16 | name, NUL                                     |
 * </pre>
 */
final class InvalEntryLayout {
  static final int DIRECTORY = 0;
  static final int NAME_LENGTH = DIRECTORY + Long.BYTES;

  static final int BYTES = NAME_LENGTH + 2 * Integer.BYTES;

  private InvalEntryLayout() {}
}
