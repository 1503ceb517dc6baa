package io.mucca.fuse.kernel;

/**
 * The body of FORGET, {@code fuse_forget_in}: how many of its references the kernel gives up.
 *
 * <pre>
 *    0 | lookups                                       |
 * </pre>
 */
final class ForgetInLayout {
  static final int LOOKUPS = 0;

  static final int BYTES = LOOKUPS + Long.BYTES;

  private ForgetInLayout() {}
}
