package io.mucca.fuse.kernel;

/**
 * The body of FALLOCATE, {@code fuse_fallocate_in}.
 *
 * <pre>
 *    0 | file handle                                   |
 *    8 | offset                                        |
 *   16 | length                                        |
 *   24 | mode                  | unused                |
 * </pre>
 */
final class FallocateInLayout {
  static final int OFFSET = Long.BYTES;
  static final int LENGTH = OFFSET + Long.BYTES;
  static final int MODE = LENGTH + Long.BYTES;

  static final int BYTES = MODE + 2 * Integer.BYTES;

  // Bits of MODE, as fallocate(2) has them.
  static final int KEEP_SIZE = 1;
  static final int PUNCH_HOLE = 1 << 1;
  static final int ZERO_RANGE = 1 << 4;

  private FallocateInLayout() {}
}
