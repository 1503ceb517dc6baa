package io.mucca.fuse.kernel;

/**
 * The body of OPEN and OPENDIR, {@code fuse_open_in}: flags of {@code open(2)}, and the protocol's.
 *
 * <pre>
 *    0 | flags                 | open flags            |
 * </pre>
 */
final class OpenInLayout {
  static final int FLAGS = 0;
  static final int OPEN_FLAGS = FLAGS + Integer.BYTES;

  static final int BYTES = OPEN_FLAGS + Integer.BYTES;

  /** In OPEN_FLAGS: take the set-ID bits away, since the file is truncated. */
  static final int KILL_SUIDGID = 1;

  private OpenInLayout() {}
}
