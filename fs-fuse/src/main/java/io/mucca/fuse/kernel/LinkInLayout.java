package io.mucca.fuse.kernel;

/**
 * The body of LINK, {@code fuse_link_in}; the new name in the directory of the header follows.
 *
 * <pre>
 *    0 | old node id                                   |
 *    8 | name, NUL                                     |
 * </pre>
 */
final class LinkInLayout {
  static final int OLD_NODE_ID = 0;

  static final int BYTES = OLD_NODE_ID + Long.BYTES;

  private LinkInLayout() {}
}
