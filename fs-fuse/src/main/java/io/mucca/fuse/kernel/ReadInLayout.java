package io.mucca.fuse.kernel;

/**
 * The body of READ, READDIR and READDIRPLUS, {@code fuse_read_in}.
 *
 * <pre>
 *    0 | file handle                                   |
 *    8 | offset                                        |
 *   16 | size                  | read flags            |
 *   24 | lock owner                                    |
 *   32 | open flags            | unused                |
 * </pre>
 */
final class ReadInLayout {
  static final int FILE_HANDLE = 0;
  static final int OFFSET = FILE_HANDLE + Long.BYTES;
  static final int SIZE = OFFSET + Long.BYTES;

  static final int BYTES = SIZE + 2 * Integer.BYTES + Long.BYTES + 2 * Integer.BYTES;

  private ReadInLayout() {}
}
