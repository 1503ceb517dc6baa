package io.mucca.fuse.kernel;

/**
 * The answer to OPEN and OPENDIR, {@code fuse_open_out}.
 *
 * <pre>
 *    0 | file handle                                   |
 *    8 | open flags            | unused                |
 * </pre>
 */
final class OpenOutLayout {
  static final int FILE_HANDLE = 0;
  static final int OPEN_FLAGS = FILE_HANDLE + Long.BYTES;

  static final int BYTES = OPEN_FLAGS + 2 * Integer.BYTES;

  // Bits of OPEN_FLAGS.
  static final int DIRECT_IO = 1;
  static final int KEEP_CACHE = 1 << 1;
  static final int PARALLEL_DIRECT_WRITES = 1 << 6;

  private OpenOutLayout() {}
}
