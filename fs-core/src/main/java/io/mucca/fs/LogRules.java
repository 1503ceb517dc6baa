package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.btree.NodeStore;

/**
 * What an entry of the intent log can say on an image, whatever its trees hold: numbers in bounds,
 * and items as those accept them that read trees. {@link Recovery} holds the rest against the
 * trees.
 */
final class LogRules {
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final Geometry geometry;
  private final int maxValueLength;
  private final long pagesOfLargestFile;

  LogRules(Geometry geometry) {
    this.geometry = geometry;
    maxValueLength = NodeStore.maxValueLength(geometry);
    pagesOfLargestFile = Math.ceilDiv(FileSystem.MAX_FILE_SIZE, geometry.blockSize());
  }

  void require(LogEntry entry) throws CorruptBlockException {
    switch (entry) {
      case LogEntry.Put put -> requirePut(put);
      case LogEntry.Remove remove -> requireRemove(remove);
      case LogEntry.Extent extent -> requireExtent(extent);
      case LogEntry.Bytes bytes -> requireBytes(bytes);
      case LogEntry.Flushed flushed -> requireInode(flushed.root(), flushed.inode());
      case LogEntry.Truncate truncate -> {
        requireInode(truncate.root(), truncate.inode());
        requireNanos(truncate.nanos());
      }
      case LogEntry.Cut cut -> requireInode(cut.root(), cut.inode());
      case LogEntry.Punch punch -> requirePunch(punch);
      case LogEntry.Share share -> requireShare(share);
      case LogEntry.Volume volume -> requireNewRoot(volume.id(), volume.name(), false);
      case LogEntry.Copy copy -> requireCopy(copy);
      case LogEntry.Complete complete -> requireRoot(complete.root());
      case LogEntry.Destroy destroy -> requireRoot(destroy.root());
      case LogEntry.ReadOnly readOnly -> requireRoot(readOnly.root());
      case LogEntry.SetCompression change -> requireRoot(change.root());
    }
  }

  private static void requireRoot(long id) throws CorruptBlockException {
    if (!ItemKey.isInode(id)) {
      throw new CorruptBlockException("root %d cannot be".formatted(id));
    }
  }

  private static void requireInode(long root, long inode) throws CorruptBlockException {
    requireRoot(root);
    if (!ItemKey.isInode(inode)) {
      throw new CorruptBlockException("inode %d of root %d cannot be".formatted(inode, root));
    }
  }

  private static void requireNanos(int nanos) throws CorruptBlockException {
    if (nanos >= NANOS_PER_SECOND) {
      throw new CorruptBlockException("a time has %d nanoseconds".formatted(nanos));
    }
  }

  // ---- items ----

  private void requirePut(LogEntry.Put put) throws CorruptBlockException {
    requireKey(put.root(), put.keyHigh(), put.keyLow());
    byte[] value = put.value();
    ByteReader reader = new ByteReader().of(value, 0, value.length);
    boolean possible =
        switch (ItemKey.type(put.keyHigh())) {
          case ItemKey.INODE -> isInode(ItemKey.inode(put.keyHigh()), reader);
          case ItemKey.INLINE, ItemKey.XATTR -> value.length > 0;
          case ItemKey.ENTRY_HASH -> value.length > 0 && areCookies(reader);
          case ItemKey.ENTRY -> isEntry(reader);
          default -> value.length == 0;
        };
    if (!possible || value.length > maxValueLength) {
      throw new CorruptBlockException(
          "inode %d of root %d cannot have an item of type %d with this value of %d bytes"
              .formatted(
                  ItemKey.inode(put.keyHigh()),
                  put.root(),
                  ItemKey.type(put.keyHigh()),
                  value.length));
    }
  }

  /** The number behind the last one must be possible, too. */
  private static boolean isInode(long number, ByteReader reader) throws CorruptBlockException {
    new Inode().decode(number, reader);
    return reader.remaining() == 0 && number < ItemKey.MAX_INODE;
  }

  private static boolean areCookies(ByteReader reader) throws CorruptBlockException {
    boolean possible = true;
    while (reader.remaining() > 0) {
      possible &= Directory.isCookie(reader.getVarint());
    }
    return possible;
  }

  private static boolean isEntry(ByteReader reader) throws CorruptBlockException {
    long inode = reader.getVarint();
    int type = reader.getByte();
    byte[] name = reader.getBytes(reader.remaining());
    return ItemKey.isInode(inode) && FileMode.isValid(type << 12) && Names.isValid(name);
  }

  /** Inodes are freed after the log, and never by it. */
  private void requireRemove(LogEntry.Remove remove) throws CorruptBlockException {
    requireKey(remove.root(), remove.keyHigh(), remove.keyLow());
    if (ItemKey.type(remove.keyHigh()) == ItemKey.INODE) {
      throw new CorruptBlockException(
          "inode %d of root %d cannot be removed by its item"
              .formatted(ItemKey.inode(remove.keyHigh()), remove.root()));
    }
  }

  /** Extents and roots have entries of their own. */
  private void requireKey(long root, long high, long low) throws CorruptBlockException {
    requireRoot(root);
    long inode = ItemKey.inode(high);
    boolean possible =
        switch (ItemKey.type(high)) {
          case ItemKey.INODE -> ItemKey.isInode(inode) && low == 0;
          case ItemKey.INLINE -> ItemKey.isInode(inode) && isInlinePiece(low);
          case ItemKey.XATTR, ItemKey.ENTRY_HASH -> ItemKey.isInode(inode);
          case ItemKey.ENTRY -> ItemKey.isInode(inode) && Directory.isCookie(low);
          case ItemKey.ORPHAN -> inode == 0 && ItemKey.isInode(low);
          default -> false;
        };
    if (!possible) {
      throw new CorruptBlockException(
          "an item of type %d of inode %d with key %d cannot be in root %d"
              .formatted(ItemKey.type(high), inode, low, root));
    }
  }

  private boolean isInlinePiece(long piece) {
    int longest = Math.max(geometry.blockSize(), FileSystem.MAX_SYMLINK_LENGTH);
    return piece >= 0 && piece < Blob.pieceCount(longest, maxValueLength);
  }

  // ---- content ----

  private void requireExtent(LogEntry.Extent extent) throws CorruptBlockException {
    requireInode(extent.root(), extent.inode());
    if (extent.count() == 0) {
      throw new CorruptBlockException("an extent of inode %d is empty".formatted(extent.inode()));
    }
    Cluster cluster = extent.cluster();
    if (cluster == null) {
      Extent.requireInBounds(extent.firstPage(), extent.address(), extent.count(), geometry);
    } else {
      Cluster.requireInBounds(
          extent.firstPage(), extent.address(), extent.count(), cluster, geometry);
    }
  }

  private void requireBytes(LogEntry.Bytes bytes) throws CorruptBlockException {
    requireInode(bytes.root(), bytes.inode());
    LogEntry.Attributes attributes = bytes.attributes();
    if (attributes != null) {
      requireNanos(attributes.modifyNanos());
      requireNanos(attributes.changeNanos());
    }
    for (LogEntry.Piece piece : bytes.pieces()) {
      if (piece.length() < 1
          || piece.length() > geometry.blockSize() - piece.offset() % geometry.blockSize()
          || piece.length() > FileSystem.MAX_FILE_SIZE - piece.offset()) {
        throw new CorruptBlockException(
            "%d bytes at %d of inode %d are not within one page"
                .formatted(piece.length(), piece.offset(), bytes.inode()));
      }
    }
  }

  private void requirePunch(LogEntry.Punch punch) throws CorruptBlockException {
    requireInode(punch.root(), punch.inode());
    requireNanos(punch.nanos());
    if (punch.first() > punch.end() || punch.end() > pagesOfLargestFile) {
      throw new CorruptBlockException(
          "a hole cannot be from page %d to %d".formatted(punch.first(), punch.end()));
    }
  }

  private void requireShare(LogEntry.Share share) throws CorruptBlockException {
    requireInode(share.root(), share.source());
    requireInode(share.root(), share.target());
    requireNanos(share.nanos());
    long last = Math.max(share.firstPage(), share.targetPage());
    if (share.count() < 1 || share.count() > pagesOfLargestFile - last) {
      throw new CorruptBlockException(
          "%d pages cannot be shared from page %d to %d"
              .formatted(share.count(), share.firstPage(), share.targetPage()));
    }
  }

  // ---- roots ----

  private void requireCopy(LogEntry.Copy copy) throws CorruptBlockException {
    requireRoot(copy.source());
    if (copy.made().isEmpty()) {
      throw new CorruptBlockException("no root is made from root " + copy.source());
    }
    for (LogEntry.NewRoot made : copy.made()) {
      requireNewRoot(made.id(), made.name(), copy.readOnly());
    }
  }

  /**
   * @param readOnly a snapshot is, and nothing else need be
   */
  private static void requireNewRoot(long id, String name, boolean readOnly)
      throws CorruptBlockException {
    requireRoot(id);
    if (id == ItemKey.MAX_INODE || (RootName.parse(name).snapshot() != null && !readOnly)) {
      throw new CorruptBlockException("root %d cannot be made as %s".formatted(id, name));
    }
  }
}
