package io.mucca.fuse.kernel;

/**
 * One of the inodes of a BATCH_FORGET, {@code fuse_forget_one}.
 *
 * <pre>
 *    0 | node id                                       |
 *    8 | lookups                                       |
 * </pre>
 */
final class ForgetOneLayout {
  static final int NODE_ID = 0;
  static final int LOOKUPS = NODE_ID + Long.BYTES;

  static final int BYTES = LOOKUPS + Long.BYTES;

  private ForgetOneLayout() {}
}
