package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.btree.NodeStore;
import io.mucca.fs.CheckReport.Kind;

/**
 * The check of one inode: its items come side by side, the inode item first; what they say together
 * is compared once all have come. Used for one inode after the other.
 */
final class InodeCheck {
  private final Findings findings;
  private final String where;
  private final Geometry geometry;
  private final int maxValueLength;
  private final long generation;
  private final InodeTable inodes;
  private final DirectoryCheck directory;
  private final XattrCheck xattrs;
  private final Inode inode = new Inode();

  private long number;

  /** The inode item has been seen, and decoded. */
  private boolean isKnown;

  /** Items may be missing because of damage that is reported elsewhere. */
  private boolean isIncomplete;

  private int itemCount;
  private long inlineLength;
  private int inlinePieces;
  private int lastPieceLength;
  private long blockCount;
  private long extentEnd;
  private boolean hasFirstBlock;

  /** An extent cannot be what was written, so that blocks are not to be counted by them. */
  private boolean hasWrongExtents;

  /** Items have come without the inode's own. */
  private boolean isLeftover;

  InodeCheck(
      Findings findings,
      String where,
      Geometry geometry,
      long generation,
      NameHash nameHash,
      InodeTable inodes) {
    this.findings = findings;
    this.where = where;
    this.geometry = geometry;
    this.generation = generation;
    this.inodes = inodes;
    maxValueLength = NodeStore.maxValueLength(geometry);
    directory = new DirectoryCheck(findings, where, nameHash, inodes);
    xattrs = new XattrCheck(nameHash, maxValueLength);
  }

  /**
   * Goes on to another inode.
   *
   * @param mayLackItems items right before this one's first could not be read
   */
  void begin(long inodeNumber, boolean mayLackItems) {
    number = inodeNumber;
    isKnown = false;
    isIncomplete = mayLackItems;
    itemCount = 0;
    inlineLength = 0;
    inlinePieces = 0;
    blockCount = 0;
    extentEnd = 0;
    hasFirstBlock = false;
    hasWrongExtents = false;
    isLeftover = false;
    directory.begin(inodeNumber);
    xattrs.begin();
  }

  long number() {
    return number;
  }

  long blockCount() {
    return blockCount;
  }

  /** The inode does not exist, and has items. */
  boolean isLeftover() {
    return isLeftover;
  }

  /** Nothing keeps the items of the inode from being removed. */
  boolean isRemovable() {
    return !hasWrongExtents;
  }

  /** Items of this inode could not be read. */
  void missItems() {
    isIncomplete = true;
  }

  private void add(Kind kind, String message) {
    findings.add(kind, where, "inode " + number + " " + message);
  }

  void addItem(int type, long low, byte[] page, int offset, int length) {
    boolean isFirst = itemCount++ == 0;
    if (isFirst && type == ItemKey.INODE) {
      isIncomplete = false;
    } else if (isFirst && !isIncomplete) {
      isLeftover = true;
      isIncomplete = true;
    }
    ByteReader reader = new ByteReader().of(page, offset, length);
    try {
      switch (type) {
        case ItemKey.INODE -> addInode(low, reader);
        case ItemKey.INLINE -> addInline(low, length);
        case ItemKey.XATTR -> addXattr(low, page, offset, length);
        case ItemKey.ENTRY_HASH -> directory.addHash(low, reader);
        case ItemKey.ENTRY -> directory.addEntry(low, reader, !isIncomplete);
        case ItemKey.EXTENT -> addExtent(Extent.decode(low, reader));
        default -> add(Kind.ITEM, "has an item of the unknown type " + type);
      }
    } catch (CorruptBlockException e) {
      add(Kind.ITEM, "has a damaged item of type %d: %s".formatted(type, e.getMessage()));
      isIncomplete = true;
    }
  }

  private void addInode(long low, ByteReader reader) {
    try {
      inode.decode(number, reader);
      if (low != 0 || reader.remaining() > 0) {
        throw new CorruptBlockException("its item is too long or has a wrong key");
      }
      isKnown = true;
      inodes.addInode(inode);
    } catch (CorruptBlockException e) {
      add(Kind.INODE, "is damaged: " + e.getMessage());
      inodes.addUnknown(number);
    }
  }

  private void addInline(long piece, int length) {
    if (!isIncomplete
        && (piece != inlinePieces || (piece > 0 && lastPieceLength != maxValueLength))) {
      add(Kind.CONTENT, "lacks a part of its inline content before piece " + piece);
    }
    inlinePieces++;
    lastPieceLength = length;
    inlineLength += length;
  }

  private void addXattr(long low, byte[] page, int offset, int length) {
    try {
      xattrs.add(low, page, offset, length);
    } catch (CorruptBlockException e) {
      addXattrProblem(e);
    }
  }

  private void addXattrProblem(CorruptBlockException e) {
    if (!isIncomplete) {
      add(Kind.XATTR, "has damaged extended attributes: " + e.getMessage());
    }
  }

  private void addExtent(Extent extent) {
    if (!geometry.isDataRange(extent.address(), extent.storedBlocks())) {
      hasWrongExtents = true;
      add(
          Kind.CONTENT,
          "has an extent at file block %d that is not on the image: %d blocks from %d"
              .formatted(extent.first(), extent.storedBlocks(), extent.address()));
    } else if (extent.cluster() != null) {
      verifyCluster(extent);
    }
    if (extent.birth() <= 0 || extent.birth() > generation) {
      add(
          Kind.CONTENT,
          "has an extent at file block %d of generation %d"
              .formatted(extent.first(), extent.birth()));
    }
    if (!Extent.isInFile(extent.first(), extent.count(), geometry)) {
      hasWrongExtents = true;
      add(
          Kind.CONTENT,
          "has an extent at file block %d, behind the end of the largest file"
              .formatted(extent.first()));
    } else if (extent.first() < extentEnd) {
      hasWrongExtents = true;
      add(
          Kind.CONTENT,
          "has an extent at file block %d that overlaps another".formatted(extent.first()));
    }
    hasFirstBlock |= extent.first() == 0;
    extentEnd = Math.max(extentEnd, extent.end());
    blockCount += extent.share();
  }

  private void verifyCluster(Extent extent) {
    try {
      extent.requireOnImage(geometry);
    } catch (CorruptBlockException e) {
      hasWrongExtents = true;
      add(Kind.CONTENT, "is damaged: " + e.getMessage());
    }
  }

  /**
   * Compares the items that have come.
   *
   * @param isOrphan the inode is listed as one to be freed or cut
   * @param isListComplete else it could be listed in what cannot be read
   */
  void verify(boolean isOrphan, boolean isListComplete) {
    if (!isKnown || isIncomplete) {
      return;
    }
    try {
      xattrs.verify();
    } catch (CorruptBlockException e) {
      addXattrProblem(e);
    }
    verifyListing(isOrphan, isListComplete);
    // An inode without names may be half gone already, but cannot have too much.
    if (inode.linkCount == 0 ? blockCount > inode.blockCount : blockCount != inode.blockCount) {
      addBlockCountProblem();
    }
    verifyByType(isOrphan || !isListComplete);
    if (!inode.isDirectory() && directory.entryCount() > 0) {
      add(Kind.DIRECTORY, "has entries and is no directory");
    }
  }

  private void verifyListing(boolean isOrphan, boolean isListComplete) {
    if (inode.linkCount == 0 && !isOrphan && isListComplete) {
      findings.add(
          Kind.ORPHAN,
          where,
          "inode " + number + " has no names and is not listed as such",
          TreeFix.Phase.ORPHANS,
          "list inode " + number + " as an orphan, which the next mount frees",
          TreeFixes.addOrphan(number));
    } else if (inode.linkCount > 0 && isOrphan && !inode.isRegularFile()) {
      findings.add(
          Kind.ORPHAN,
          where,
          "inode " + number + " has names and is listed as an orphan",
          TreeFix.Phase.ORPHANS,
          "take inode " + number + " from the list of orphans",
          TreeFixes.removeOrphan(number));
    }
  }

  private void verifyByType(boolean mayExceedSize) {
    switch (inode.mode & FileMode.TYPE_MASK) {
      case FileMode.REGULAR -> verifyFile(mayExceedSize);
      case FileMode.SYMLINK -> verifySymlink();
      case FileMode.DIRECTORY -> verifyDirectory();
      case FileMode.FIFO, FileMode.SOCKET, FileMode.BLOCK_DEVICE, FileMode.CHARACTER_DEVICE -> {
        requireNoContent();
        if (inode.size != 0) {
          add(Kind.INODE, "is a special file with a size of " + inode.size);
        }
      }
      default -> add(Kind.INODE, "has no type: its mode is " + Integer.toOctalString(inode.mode));
    }
  }

  private void addBlockCountProblem() {
    String message =
        "has %d blocks in its extents, %d by its item".formatted(blockCount, inode.blockCount);
    if (hasWrongExtents) {
      add(Kind.CONTENT, message);
      return;
    }
    long right = blockCount;
    findings.add(
        Kind.CONTENT,
        where,
        "inode " + number + " " + message,
        TreeFix.Phase.INODES,
        "set the number of blocks of inode %d to %d".formatted(number, right),
        TreeFixes.inode(number, fixed -> fixed.blockCount = right));
  }

  private void verifyFile(boolean mayExceedSize) {
    long sizeBlocks = Math.ceilDiv(inode.size, geometry.blockSize());
    if (!mayExceedSize && extentEnd > sizeBlocks) {
      add(
          Kind.CONTENT,
          "has extents up to file block %d behind its end at %d bytes"
              .formatted(extentEnd, inode.size));
    }
    if (inode.inline && hasFirstBlock) {
      add(Kind.CONTENT, "has its first page both inline and in a block");
    }
    long inlineLimit = Math.min(geometry.inlineLimit(), geometry.blockSize());
    verifyInline(
        inode.inline && inode.linkCount > 0 ? 1 : 0,
        inode.inline ? Math.min(inode.size, inlineLimit) : 0);
  }

  private void verifySymlink() {
    verifyInline(inode.linkCount > 0 ? inode.size : 0, inode.size);
    if (inode.size == 0
        || inode.size > FileSystem.MAX_SYMLINK_LENGTH
        || !inode.inline
        || blockCount > 0) {
      add(Kind.INODE, "is a symbolic link without a target, or with blocks");
    }
  }

  /** What a blob does not hold up to a file's size reads as zeros. */
  private void verifyInline(long least, long most) {
    if (inlineLength < least || inlineLength > most) {
      add(
          Kind.CONTENT,
          "has %d bytes of inline content, and a size of %d bytes%s"
              .formatted(inlineLength, inode.size, inode.inline ? "" : " in blocks"));
    }
  }

  private void verifyDirectory() {
    requireNoContent();
    directory.verify(inode);
  }

  private void requireNoContent() {
    if (inode.inline || inlinePieces > 0 || blockCount > 0 || extentEnd > 0) {
      add(Kind.CONTENT, "has content and is no file");
    }
  }
}
