package io.mucca.fs;

/**
 * The keys of the trees. The high half of a key is {@code inode << 8 | type}, so that all items of
 * an inode lie side by side; what the low half means depends on the type. In the tree of roots the
 * root's id stands for the inode.
 */
final class ItemKey {
  /** Low half 0: the attributes, see {@link Inode}. */
  static final int INODE = 1;

  /**
   * Low half: number of the piece. Content of a small file, or target of a symbolic link; see
   * {@link Blob}.
   */
  static final int INLINE = 2;

  /**
   * Low half: hash of the attribute's name with the low byte for the number of the piece; see
   * {@link Xattrs}.
   */
  static final int XATTR = 3;

  /** Low half: hash of the entry's name; see {@link Directory}. */
  static final int ENTRY_HASH = 4;

  /** Low half: the entry's cookie; see {@link Directory}. */
  static final int ENTRY = 5;

  /** Low half: index of the file's first block in it; see {@link Extents}. */
  static final int EXTENT = 6;

  /** Of inode 0. Low half: an inode without names that waits to be freed. Empty value. */
  static final int ORPHAN = 7;

  /** In the tree of roots, low half 0; see {@link RootItem}. */
  static final int ROOT = 8;

  /** In the tree of roots; see {@link AccountItem}. */
  static final int ACCOUNT = 9;

  /** Inode numbers leave room for the type. */
  static final long MAX_INODE = (1L << 56) - 1;

  static final long ORPHANS = high(0, ORPHAN);

  private ItemKey() {}

  static long high(long inode, int type) {
    return inode << 8 | type;
  }

  static boolean isInode(long number) {
    return number > 0 && number <= MAX_INODE;
  }

  static long inode(long high) {
    return high >>> 8;
  }

  static int type(long high) {
    return (int) high & 0xff;
  }
}
