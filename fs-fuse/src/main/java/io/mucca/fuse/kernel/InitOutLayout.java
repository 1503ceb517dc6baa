package io.mucca.fuse.kernel;

/**
 * What is agreed on, {@code fuse_init_out} of protocol 7.23 and later.
 *
 * <pre>
 *    0 | major                 | minor                 |
 *    8 | max readahead         | flags                 |
 *   16 | background| congested | max write             |
 *   24 | time granularity      | max pages | align     |
 *   32 | flags2                |
 *   36 | unused (28 bytes)                             |
 * </pre>
 */
final class InitOutLayout {
  static final int MAJOR = 0;
  static final int MINOR = MAJOR + Integer.BYTES;
  static final int MAX_READAHEAD = MINOR + Integer.BYTES;
  static final int FLAGS = MAX_READAHEAD + Integer.BYTES;
  static final int BACKGROUND = FLAGS + Integer.BYTES;
  static final int CONGESTED = BACKGROUND + Short.BYTES;
  static final int MAX_WRITE = CONGESTED + Short.BYTES;
  static final int TIME_GRANULARITY = MAX_WRITE + Integer.BYTES;
  static final int MAX_PAGES = TIME_GRANULARITY + Integer.BYTES;
  static final int FLAGS2 = MAX_PAGES + 2 * Short.BYTES;

  static final int BYTES = FLAGS2 + Integer.BYTES + 28;

  private InitOutLayout() {}
}
