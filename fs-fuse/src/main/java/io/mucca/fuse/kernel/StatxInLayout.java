package io.mucca.fuse.kernel;

/**
 * The body of STATX, {@code fuse_statx_in}.
 *
 * <pre>
 *    0 | flags                 | unused                |
 *    8 | file handle                                   |
 *   16 | statx flags           | statx mask            |
 * </pre>
 */
final class StatxInLayout {

  static final int BYTES = 2 * Integer.BYTES + Long.BYTES + 2 * Integer.BYTES;

  private StatxInLayout() {}
}
