package io.mucca.fuse.kernel;

/**
 * The head of every reply, {@code fuse_out_header}; the body follows unless there is an error. A
 * message that the kernel did not ask for has 0 for its unique number and a code for its error.
 *
 * <pre>
 *    0 | length                | error                 |
 *    8 | unique                                        |
 *   16 | body                                          |
 * </pre>
 */
final class OutHeaderLayout {
  static final int LENGTH = 0;
  static final int ERROR = LENGTH + Integer.BYTES;
  static final int UNIQUE = ERROR + Integer.BYTES;

  static final int BYTES = UNIQUE + Long.BYTES;

  private OutHeaderLayout() {}
}
