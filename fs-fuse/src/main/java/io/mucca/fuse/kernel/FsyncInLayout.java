package io.mucca.fuse.kernel;

/**
 * The body of FSYNC and FSYNCDIR, {@code fuse_fsync_in}.
 *
 * <pre>
 *    0 | file handle                                   |
 *    8 | fsync flags           | unused                |
 * </pre>
 */
final class FsyncInLayout {

  static final int BYTES = Long.BYTES + 2 * Integer.BYTES;

  private FsyncInLayout() {}
}
