package io.mucca.fuse.kernel;

/**
 * The answer to WRITE, {@code fuse_write_out}: bytes written.
 *
 * <pre>
 *    0 | size                  | unused                |
 * </pre>
 */
final class WriteOutLayout {
  static final int SIZE = 0;

  static final int BYTES = SIZE + 2 * Integer.BYTES;

  private WriteOutLayout() {}
}
