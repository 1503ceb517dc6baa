package io.mucca.fs;

import io.mucca.block.CorruptBlockException;

/**
 * The last extent entry of a log record. The next one often is of the same file, near in it and
 * just behind on the device, and says only what is different.
 */
final class ExtentChain {
  private boolean isEmpty = true;
  private long root;
  private long inode;
  private boolean shared;

  /** Behind the last extent, in the file and on the device. */
  private long endPage;

  private long endAddress;

  void clear() {
    isEmpty = true;
  }

  void set(long ofRoot, long ofInode, boolean isShared, long behindPage, long behindAddress) {
    isEmpty = false;
    root = ofRoot;
    inode = ofInode;
    shared = isShared;
    endPage = behindPage;
    endAddress = behindAddress;
  }

  boolean isOf(long ofRoot, long ofInode, boolean isShared) {
    return !isEmpty && root == ofRoot && inode == ofInode && shared == isShared;
  }

  void require() throws CorruptBlockException {
    if (isEmpty) {
      throw new CorruptBlockException("an extent goes on where none was before");
    }
  }

  long root() {
    return root;
  }

  long inode() {
    return inode;
  }

  boolean shared() {
    return shared;
  }

  long endPage() {
    return endPage;
  }

  long endAddress() {
    return endAddress;
  }
}
