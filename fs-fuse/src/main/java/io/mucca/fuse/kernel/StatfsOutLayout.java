package io.mucca.fuse.kernel;

/**
 * The answer to STATFS, {@code fuse_statfs_out}.
 *
 * <pre>
 *    0 | blocks                                        |
 *    8 | free blocks                                   |
 *   16 | available blocks                              |
 *   24 | files                                         |
 *   32 | free files                                    |
 *   40 | block size            | name length           |
 *   48 | fragment size         | unused                |
 *   56 | unused (24 bytes)                             |
 * </pre>
 */
final class StatfsOutLayout {
  static final int BLOCKS = 0;
  static final int FREE_BLOCKS = BLOCKS + Long.BYTES;
  static final int AVAILABLE_BLOCKS = FREE_BLOCKS + Long.BYTES;
  static final int FILES = AVAILABLE_BLOCKS + Long.BYTES;
  static final int FREE_FILES = FILES + Long.BYTES;
  static final int BLOCK_SIZE = FREE_FILES + Long.BYTES;
  static final int NAME_LENGTH = BLOCK_SIZE + Integer.BYTES;
  static final int FRAGMENT_SIZE = NAME_LENGTH + Integer.BYTES;

  static final int BYTES = FRAGMENT_SIZE + 2 * Integer.BYTES + 24;

  private StatfsOutLayout() {}
}
