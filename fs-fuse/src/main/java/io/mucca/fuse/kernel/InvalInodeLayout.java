package io.mucca.fuse.kernel;

/**
 * The notification INVAL_INODE, {@code fuse_notify_inval_inode_out}: the attributes of an inode are
 * forgotten, and its pages in a range; a negative offset leaves the pages, a length of 0 means up
 * to the end.
 *
 * <pre>
 *    0 | node id                                       |
 *    8 | offset                                        |
 *   16 | length bytes                                  |
 * </pre>
 */
final class InvalInodeLayout {
  static final int NODE_ID = 0;
  static final int OFFSET = NODE_ID + Long.BYTES;
  static final int LENGTH_BYTES = OFFSET + Long.BYTES;

  static final int BYTES = LENGTH_BYTES + Long.BYTES;

  private InvalInodeLayout() {}
}
