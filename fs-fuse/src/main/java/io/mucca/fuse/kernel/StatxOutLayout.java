package io.mucca.fuse.kernel;

/**
 * The answer to STATX, {@code fuse_statx_out} with its {@code fuse_statx}; a time is seconds, then
 * nanoseconds.
 *
 * <pre>
 *    0 | attr seconds                                  |
 *    8 | attr nanos            | flags                 |
 *   16 | unused (16 bytes)                             |
 *   32 | mask                  | block size            |
 *   40 | attributes                                    |
 *   48 | link count            | uid                   |
 *   56 | gid                   | mode      | unused    |
 *   64 | inode                                         |
 *   72 | size                                          |
 *   80 | blocks                                        |
 *   88 | attributes known                              |
 *   96 | access time (16 bytes)                        |
 *  112 | birth time (16 bytes)                         |
 *  128 | change time (16 bytes)                        |
 *  144 | modify time (16 bytes)                        |
 *  160 | device major          | device minor          |
 *  168 | filesystem                                    |
 *  176 | unused (112 bytes)                            |
 * </pre>
 */
final class StatxOutLayout {
  static final int ATTR_SECONDS = 0;
  static final int ATTR_NANOS = ATTR_SECONDS + Long.BYTES;
  static final int MASK = ATTR_NANOS + 2 * Integer.BYTES + 16;
  static final int BLOCK_SIZE = MASK + Integer.BYTES;
  static final int LINK_COUNT = BLOCK_SIZE + Integer.BYTES + Long.BYTES;
  static final int UID = LINK_COUNT + Integer.BYTES;
  static final int GID = UID + Integer.BYTES;
  static final int MODE = GID + Integer.BYTES;
  static final int INODE = MODE + 2 * Short.BYTES;
  static final int SIZE = INODE + Long.BYTES;
  static final int BLOCKS = SIZE + Long.BYTES;
  static final int ACCESS_TIME = BLOCKS + 2 * Long.BYTES;
  static final int BIRTH_TIME = ACCESS_TIME + 16;
  static final int CHANGE_TIME = BIRTH_TIME + 16;
  static final int MODIFY_TIME = CHANGE_TIME + 16;
  static final int DEVICE_MAJOR = MODIFY_TIME + 16;
  static final int DEVICE_MINOR = DEVICE_MAJOR + Integer.BYTES;

  static final int BYTES = DEVICE_MINOR + Integer.BYTES + Long.BYTES + 112;

  // Bits of MASK, as statx(2) has them.
  static final int BASIC = 0x7ff;
  static final int BIRTH = 0x800;

  private StatxOutLayout() {}
}
