package io.mucca.fs.model;

import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All inodes of one root. Guarded by its own monitor, which every filesystem that uses the root
 * takes.
 */
final class ModelTree {
  final int blockSizeBytes;
  private final Map<Long, ModelInode> inodes = new TreeMap<>();
  private long nextInode = FileSystem.ROOT_INODE + 1;

  /**
   * Orphans that were left out when this was copied. A real copy is made in constant time and may
   * have them still, until it is used for writing.
   */
  private int leftOutOrphans;

  /** Filesystems that use this tree. */
  int userCount;

  private ModelTree(int blockSizeBytes) {
    this.blockSizeBytes = blockSizeBytes;
  }

  /** A tree of one empty directory. */
  static ModelTree empty(int blockSizeBytes, Instant now) {
    ModelTree tree = new ModelTree(blockSizeBytes);
    long number = FileSystem.ROOT_INODE;
    Content content = new DirectoryContent(number);
    ModelInode root = new ModelInode(number, FileMode.DIRECTORY | 0755, 0, 0, content, now);
    root.linkCount = 2;
    tree.inodes.put(number, root);
    return tree;
  }

  /** What a snapshot of this tree holds: everything that has a name, and nothing open. */
  synchronized ModelTree copy() {
    ModelTree copy = new ModelTree(blockSizeBytes);
    copy.nextInode = nextInode;
    copy.leftOutOrphans = leftOutOrphans;
    for (ModelInode inode : inodes.values()) {
      if (inode.isOrphan()) {
        copy.leftOutOrphans++;
      } else {
        copy.inodes.put(inode.number, inode.copy());
      }
    }
    return copy;
  }

  @Nullable ModelInode find(long number) {
    return inodes.get(number);
  }

  Collection<ModelInode> inodes() {
    return inodes.values();
  }

  /** True if a real tree that equals this one may have so many inodes. */
  synchronized boolean mayCount(long inodeCount) {
    return inodes.size() <= inodeCount && inodeCount <= inodes.size() + leftOutOrphans;
  }

  ModelInode add(int mode, int uid, int gid, Content content, Instant now) {
    ModelInode inode = new ModelInode(nextInode++, mode, uid, gid, content, now);
    inodes.put(inode.number, inode);
    return inode;
  }

  /** Frees an inode that has neither a name nor a user. */
  void removeIfUnused(ModelInode inode) {
    if (inode.isOrphan() && inode.openCount == 0) {
      inodes.remove(inode.number);
    }
  }

  /** Ends all uses of inodes, as the end of the last filesystem does. */
  void closeAll() {
    inodes.values().forEach(inode -> inode.openCount = 0);
    inodes.values().removeIf(ModelInode::isOrphan);
  }
}
