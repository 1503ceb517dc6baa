package io.mucca.fuse.kernel;

/**
 * The body of SETATTR, {@code fuse_setattr_in}.
 *
 * <pre>
 *    0 | valid                 | unused                |
 *    8 | file handle                                   |
 *   16 | size                                          |
 *   24 | lock owner                                    |
 *   32 | access seconds                                |
 *   40 | modify seconds                                |
 *   48 | change seconds                                |
 *   56 | access nanos          | modify nanos          |
 *   64 | change nanos          | mode                  |
 *   72 | unused                | uid                   |
 *   80 | gid                   | unused                |
 * </pre>
 */
final class SetattrInLayout {
  static final int VALID = 0;
  static final int SIZE = VALID + 2 * Integer.BYTES + Long.BYTES;
  static final int ACCESS_SECONDS = SIZE + 2 * Long.BYTES;
  static final int MODIFY_SECONDS = ACCESS_SECONDS + Long.BYTES;
  static final int ACCESS_NANOS = MODIFY_SECONDS + 2 * Long.BYTES;
  static final int MODIFY_NANOS = ACCESS_NANOS + Integer.BYTES;
  static final int MODE = MODIFY_NANOS + 2 * Integer.BYTES;
  static final int UID = MODE + 2 * Integer.BYTES;
  static final int GID = UID + Integer.BYTES;

  static final int BYTES = GID + 2 * Integer.BYTES;

  // Bits of VALID.
  static final int VALID_MODE = 1;
  static final int VALID_UID = 1 << 1;
  static final int VALID_GID = 1 << 2;
  static final int VALID_SIZE = 1 << 3;
  static final int VALID_ACCESS_TIME = 1 << 4;
  static final int VALID_MODIFY_TIME = 1 << 5;
  static final int VALID_ACCESS_NOW = 1 << 7;
  static final int VALID_MODIFY_NOW = 1 << 8;

  /** Take the set-ID bits away, as the kernel would have done. */
  static final int KILL_SUIDGID = 1 << 11;

  private SetattrInLayout() {}
}
