package io.mucca.fuse.kernel;

/**
 * The attributes of an inode, {@code fuse_attr}. The device number is encoded as the kernel does
 * for user space in 32 bits.
 *
 * <pre>
 *    0 | inode                                         |
 *    8 | size                                          |
 *   16 | blocks                                        |
 *   24 | access seconds                                |
 *   32 | modify seconds                                |
 *   40 | change seconds                                |
 *   48 | access nanos          | modify nanos          |
 *   56 | change nanos          | mode                  |
 *   64 | link count            | uid                   |
 *   72 | gid                   | device number         |
 *   80 | block size            | flags                 |
 * </pre>
 */
final class AttrLayout {
  static final int INODE = 0;
  static final int SIZE = INODE + Long.BYTES;
  static final int BLOCKS = SIZE + Long.BYTES;
  static final int ACCESS_SECONDS = BLOCKS + Long.BYTES;
  static final int MODIFY_SECONDS = ACCESS_SECONDS + Long.BYTES;
  static final int CHANGE_SECONDS = MODIFY_SECONDS + Long.BYTES;
  static final int ACCESS_NANOS = CHANGE_SECONDS + Long.BYTES;
  static final int MODIFY_NANOS = ACCESS_NANOS + Integer.BYTES;
  static final int CHANGE_NANOS = MODIFY_NANOS + Integer.BYTES;
  static final int MODE = CHANGE_NANOS + Integer.BYTES;
  static final int LINK_COUNT = MODE + Integer.BYTES;
  static final int UID = LINK_COUNT + Integer.BYTES;
  static final int GID = UID + Integer.BYTES;
  static final int DEVICE_NUMBER = GID + Integer.BYTES;
  static final int BLOCK_SIZE = DEVICE_NUMBER + Integer.BYTES;

  static final int BYTES = BLOCK_SIZE + 2 * Integer.BYTES;

  private AttrLayout() {}
}
