package io.mucca.fuse.kernel;

/**
 * The body of BATCH_FORGET, {@code fuse_batch_forget_in}; so many of {@link ForgetOneLayout}
 * follow.
 *
 * <pre>
 *    0 | count                 | unused                |
 * </pre>
 */
final class BatchForgetInLayout {
  static final int COUNT = 0;

  static final int BYTES = COUNT + 2 * Integer.BYTES;

  private BatchForgetInLayout() {}
}
