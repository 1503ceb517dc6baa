package io.mucca.fuse.kernel;

/**
 * The body of RELEASE and RELEASEDIR, {@code fuse_release_in}.
 *
 * <pre>
 *    0 | file handle                                   |
 *    8 | open flags            | release flags         |
 *   16 | lock owner                                    |
 * </pre>
 */
final class ReleaseInLayout {
  static final int FILE_HANDLE = 0;

  static final int BYTES = FILE_HANDLE + Long.BYTES + 2 * Integer.BYTES + Long.BYTES;

  private ReleaseInLayout() {}
}
