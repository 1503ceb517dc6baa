package io.mucca.fs;

import io.mucca.btree.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new inode gets from the default access control list of its directory: a mode that the list
 * has restricted, a list of its own where the mode cannot say it all, and, if it is a directory,
 * the same default. Good for one hold of the tree lock alone.
 */
final class InheritedAcl {
  final int mode;

  /** Those that the new inode gets. */
  private final List<Xattr> xattrs = new ArrayList<>(2);

  private InheritedAcl(int mode) {
    this.mode = mode;
  }

  /** Attributes of one hash. */
  private record Xattr(long hash, Xattrs.Bucket bucket) {}

  /** The default list of a directory, as it is stored; null if it has none. */
  static byte @Nullable [] defaultOf(Tree tree, NameHash hash, long directory) throws IOException {
    byte[] name = PosixAcl.DEFAULT_NAME;
    long nameHash = hash.of(name);
    return Xattrs.hasBucket(tree, directory, nameHash)
        ? Xattrs.read(tree, directory, nameHash).get(name)
        : null;
  }

  /**
   * Finds out what there is to inherit.
   *
   * @param mode of what is about to be made
   */
  static InheritedAcl of(Tree tree, NameHash hash, long directory, int mode) throws IOException {
    byte[] stored = FileMode.isSymlink(mode) ? null : defaultOf(tree, hash, directory);
    if (stored == null) {
      return new InheritedAcl(mode);
    }
    PosixAcl list = PosixAcl.of(stored).inheritedWith(mode);
    InheritedAcl inherited = new InheritedAcl(list.modeOf(mode));
    if (!list.isMinimal()) {
      inherited.add(hash, PosixAcl.ACCESS_NAME, list.toBytes());
    }
    if (FileMode.isDirectory(mode)) {
      inherited.add(hash, PosixAcl.DEFAULT_NAME, stored);
    }
    return inherited;
  }

  private void add(NameHash hash, byte[] name, byte[] value) {
    long own = hash.of(name);
    for (Xattr xattr : xattrs) {
      if (Xattrs.shareBucket(xattr.hash, own)) {
        xattr.bucket.put(name, value);
        return;
      }
    }
    Xattr xattr = new Xattr(own, new Xattrs.Bucket());
    xattr.bucket.put(name, value);
    xattrs.add(xattr);
  }

  /** Makes everything changeable that {@link #store} changes. */
  void prepare(Tree tree, long inode) throws IOException {
    for (Xattr xattr : xattrs) {
      Xattrs.prepare(tree, inode, xattr.hash, xattr.bucket);
    }
  }

  void store(Tree tree, long inode) throws IOException {
    for (Xattr xattr : xattrs) {
      Xattrs.store(tree, inode, xattr.hash, xattr.bucket);
    }
  }
}
