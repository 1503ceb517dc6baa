package io.mucca.fuse.kernel;

/**
 * What the kernel offers first, {@code fuse_init_in}. Kernels before 7.36 send the first four
 * fields only.
 *
 * <pre>
 *    0 | major                 | minor                 |
 *    8 | max readahead         | flags                 |
 *   16 | flags2                |
 *   20 | unused (44 bytes)                             |
 * </pre>
 */
final class InitInLayout {
  static final int MAJOR = 0;
  static final int MINOR = MAJOR + Integer.BYTES;
  static final int MAX_READAHEAD = MINOR + Integer.BYTES;
  static final int FLAGS = MAX_READAHEAD + Integer.BYTES;
  static final int FLAGS2 = FLAGS + Integer.BYTES;

  static final int BYTES = FLAGS2 + Integer.BYTES + 44;

  /** How much of it older kernels send. */
  static final int SHORT_BYTES = FLAGS2;

  private InitInLayout() {}
}
