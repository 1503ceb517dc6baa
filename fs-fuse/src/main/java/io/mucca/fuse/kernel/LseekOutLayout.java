package io.mucca.fuse.kernel;

/**
 * The answer to LSEEK, {@code fuse_lseek_out}.
 *
 * <pre>
 *    0 | offset                                        |
 * </pre>
 */
final class LseekOutLayout {
  static final int OFFSET = 0;

  static final int BYTES = OFFSET + Long.BYTES;

  private LseekOutLayout() {}
}
