package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.SpaceMap;
import io.mucca.btree.Cursor;
import io.mucca.btree.ItemReferences;
import io.mucca.btree.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The extents of files in a tree. Every method needs the tree lock; those that change something
 * need it alone.
 */
final class Extents {
  private Extents() {}

  /** Tells the tree which blocks the extents in a leaf point to. */
  static final ItemReferences REFERENCES =
      (keyHigh, keyLow, page, valueOffset, valueLength, visitor) -> {
        if (ItemKey.type(keyHigh) == ItemKey.EXTENT) {
          ByteReader reader = new ByteReader().of(page, valueOffset, valueLength);
          Extent extent = Extent.decode(keyLow, reader);
          visitor.visit(extent.address(), extent.storedBlocks());
        }
      };

  private static Extent at(Tree tree, Cursor cursor) throws CorruptBlockException {
    Extent extent = Extent.decode(cursor.keyLow(), Scratch.get().reader.of(cursor));
    extent.requireOnImage(tree.geometry());
    return extent;
  }

  private static CorruptBlockException overlap(long inode, long first) {
    return new CorruptBlockException(
        "the extent at block %d of inode %d overlaps the one before".formatted(first, inode));
  }

  /** Places the cursor on the extent that has a block or is the last before it, else behind it. */
  private static boolean seekFirst(Tree tree, Cursor cursor, long high, long block)
      throws CorruptBlockException {
    return (tree.seekFloor(cursor, high, block) && cursor.keyHigh() == high)
        || tree.seekCeiling(cursor, high, block);
  }

  /** Fills a map with where {@code count} blocks from {@code first} on lie. */
  static void map(Tree tree, long inode, long first, int count, BlockMap out)
      throws CorruptBlockException {
    out.reset(first, count);
    Scratch scratch = Scratch.get();
    Cursor cursor = scratch.cursor;
    long high = ItemKey.high(inode, ItemKey.EXTENT);
    boolean more = seekFirst(tree, cursor, high, first);
    long end = 0;
    while (more && cursor.keyHigh() == high && cursor.keyLow() < first + count) {
      if (cursor.keyLow() < end) {
        throw overlap(inode, cursor.keyLow());
      }
      end = mapOne(cursor, scratch.reader, tree.geometry(), out);
      more = tree.next(cursor);
    }
  }

  /** Adds an extent to a map, without making an object of it; returns its end. */
  private static long mapOne(Cursor cursor, ByteReader reader, Geometry geometry, BlockMap out)
      throws CorruptBlockException {
    reader.of(cursor);
    long extentFirst = cursor.keyLow();
    int compression = reader.getByte();
    long address = reader.getVarint();
    int extentCount = reader.getCount();
    long birth = reader.getVarint();
    if (compression != 0) {
      mapCluster(extentFirst, compression, address, extentCount, birth, reader, geometry, out);
      return extentFirst + extentCount;
    }
    Extent.requireForm(extentFirst, compression, extentCount, reader);
    Extent.requireInBounds(extentFirst, address, extentCount, geometry);
    long from = Math.max(extentFirst, out.firstBlock);
    long to = Math.min(extentFirst + extentCount, out.firstBlock + out.count);
    if (from < to) {
      reader.skip((int) (from - extentFirst) * Integer.BYTES);
    }
    for (long block = from; block < to; block++) {
      int i = (int) (block - out.firstBlock);
      out.addresses[i] = address + (block - extentFirst);
      out.checksums[i] = reader.getInt();
    }
    return extentFirst + extentCount;
  }

  /** The same for part of a cluster. */
  private static void mapCluster(
      long first,
      int codec,
      long address,
      int count,
      long birth,
      ByteReader reader,
      Geometry geometry,
      BlockMap out)
      throws CorruptBlockException {
    int skip = reader.getCount();
    int clusterCount = reader.getCount();
    int storedBlocks = reader.getCount();
    int unusedBytes = reader.getCount();
    int checksum = reader.getInt();
    Cluster.requireForm(first, count, codec, skip, clusterCount, storedBlocks, reader.remaining());
    Cluster.requireInBounds(
        first, address, count, clusterCount, storedBlocks, unusedBytes, geometry);
    long from = Math.max(first, out.firstBlock);
    long to = Math.min(first + count, out.firstBlock + out.count);
    if (from < to) {
      ClusterPlace place = out.addCluster((int) (from - out.firstBlock), (int) (to - from));
      place.firstBlock = first - skip;
      place.count = clusterCount;
      place.codec = codec;
      place.address = address;
      place.storedBytes = storedBlocks * geometry.blockSize() - unusedBytes;
      place.tailBytes = reader.remaining();
      reader.getBytes(place.tail, place.tailBytes);
      place.checksum = checksum;
      place.birth = birth;
    }
  }

  /**
   * What extents there are in a range, cut to it; of these the first so many. They may be more than
   * the range has blocks on the device.
   */
  static List<Extent> slices(Tree tree, long inode, long first, long count, int most)
      throws CorruptBlockException {
    long high = ItemKey.high(inode, ItemKey.EXTENT);
    Cursor cursor = Scratch.get().cursor;
    List<Extent> slices = new ArrayList<>();
    boolean more = seekFirst(tree, cursor, high, first);
    long end = first;
    while (more
        && slices.size() < most
        && cursor.keyHigh() == high
        && cursor.keyLow() < first + count) {
      Extent extent = at(tree, cursor);
      if (extent.end() > first) {
        if (extent.first() < end && !slices.isEmpty()) {
          throw overlap(inode, extent.first());
        }
        end = extent.end();
        slices.add(extent.slice(Math.max(first, extent.first()), Math.min(first + count, end)));
      }
      more = tree.next(cursor);
    }
    return slices;
  }

  /** Makes the place of an extent changeable that {@link #add} will put. */
  static void prepareAt(Tree tree, long inode, long first) throws CorruptBlockException {
    tree.prepare(ItemKey.high(inode, ItemKey.EXTENT), first);
  }

  /**
   * Puts an extent where there is none, after {@link #prepareAt}; its references are the caller's
   * to count. Returns what it counts for.
   */
  static long add(Tree tree, long inode, Extent extent) throws CorruptBlockException {
    return put(tree, ItemKey.high(inode, ItemKey.EXTENT), extent);
  }

  /** Makes everything changeable that {@link #replace} with the same range will change. */
  static List<Extent> prepare(Tree tree, long inode, long first, long count)
      throws CorruptBlockException {
    long high = ItemKey.high(inode, ItemKey.EXTENT);
    Cursor cursor = Scratch.get().cursor;
    List<Extent> overlapped = new ArrayList<>(2);
    boolean more = seekFirst(tree, cursor, high, first);
    long end = 0;
    while (more && cursor.keyHigh() == high && cursor.keyLow() < first + count) {
      Extent extent = at(tree, cursor);
      if (extent.first() < end) {
        throw overlap(inode, extent.first());
      }
      end = extent.end();
      if (extent.end() > first) {
        overlapped.add(extent);
      }
      more = tree.next(cursor);
    }
    tree.prepare(high, first);
    tree.prepare(high, first + count);
    for (Extent extent : overlapped) {
      tree.prepare(high, extent.first());
    }
    return overlapped;
  }

  /**
   * Lets a range of a file's blocks be those of {@code replacement}, or a hole.
   *
   * @param overlapped what {@link #prepare} gave in the same hold of the lock
   * @param replacement covers the range, its blocks counted by the caller; null for a hole
   * @return by how many blocks the file's allocation grew
   */
  static long replace(
      Tree tree,
      SpaceMap space,
      long inode,
      long first,
      long count,
      List<Extent> overlapped,
      @Nullable Extent replacement)
      throws CorruptBlockException {
    long high = ItemKey.high(inode, ItemKey.EXTENT);
    long end = first + count;
    long freed = 0;
    for (Extent old : overlapped) {
      freed += old.share();
      int kept = 0;
      if (old.first() < first) {
        freed -= put(tree, high, old.slice(old.first(), first));
        kept++;
      } else if (replacement == null || old.first() != first) {
        tree.remove(high, old.first());
      }
      if (old.end() > end) {
        freed -= put(tree, high, old.slice(end, old.end()));
        kept++;
      }
      if (old.cluster() != null) {
        changeReferences(space, old, kept);
      } else {
        Extent middle = old.slice(Math.max(old.first(), first), Math.min(old.end(), end));
        space.decrement(middle.address(), middle.count());
      }
    }
    if (replacement == null) {
      return -freed;
    }
    long grown = -freed;
    long step = replacement.cluster() == null ? Extent.maxBlocks(tree.geometry()) : count;
    for (long from = first; from < end; from += step) {
      grown += put(tree, high, replacement.slice(from, Math.min(end, from + step)));
    }
    return grown;
  }

  /** A cluster has one reference for each extent that there is of it. */
  private static void changeReferences(SpaceMap space, Extent cluster, int kept)
      throws CorruptBlockException {
    if (kept == 0) {
      space.decrement(cluster.address(), cluster.storedBlocks());
    } else if (kept == 2) {
      space.increment(cluster.address(), cluster.storedBlocks());
    }
  }

  /** Puts an extent; returns what it counts for. */
  private static long put(Tree tree, long high, Extent extent) throws CorruptBlockException {
    ByteWriter writer = Scratch.get().writer;
    extent.encode(writer);
    tree.put(high, extent.first(), writer.bytes(), 0, writer.length());
    return extent.share();
  }

  /** Gives back an extent item that is about to be removed; returns what it counted for. */
  static long release(Tree tree, SpaceMap space, long high, long low) throws CorruptBlockException {
    Cursor cursor = Scratch.get().cursor;
    if (!tree.seek(cursor, high, low)) {
      return 0;
    }
    Extent extent = at(tree, cursor);
    space.decrement(extent.address(), extent.storedBlocks());
    return extent.share();
  }

  /**
   * Makes a hole of the first part of a range that has a bounded number of extents. The inode's
   * item, which has fewer blocks then, is the caller's to put.
   *
   * @param end behind the last block
   * @return where to go on; {@code end} once all is done
   */
  static long punchSome(ImageCore core, Root root, Inode inode, long first, long end, int budget)
      throws CorruptBlockException {
    Tree tree = root.tree;
    long next = endOfStep(tree, inode.number, first, end, budget);
    List<Extent> overlapped = prepare(tree, inode.number, first, next - first);
    long grown = replace(tree, core.space, inode.number, first, next - first, overlapped, null);
    inode.blockCount += grown;
    root.referencedBytes += grown * core.geometry.blockSize();
    return next;
  }

  /** Makes everything changeable that {@link #punchSome} with the same range will change. */
  static void preparePunch(Tree tree, long inode, long first, long end, int budget)
      throws CorruptBlockException {
    if (first < end) {
      prepare(tree, inode, first, endOfStep(tree, inode, first, end, budget) - first);
    }
  }

  /** Where the first so many extents of a range end. */
  private static long endOfStep(Tree tree, long inode, long first, long end, int budget)
      throws CorruptBlockException {
    long high = ItemKey.high(inode, ItemKey.EXTENT);
    Cursor cursor = Scratch.get().cursor;
    boolean more = seekFirst(tree, cursor, high, first);
    for (int seen = 0; more && cursor.keyHigh() == high && cursor.keyLow() < end; seen++) {
      if (seen > budget) {
        return cursor.keyLow();
      }
      more = tree.next(cursor);
    }
    return end;
  }

  /** The first block at or after {@code from} that is no hole, or -1. */
  static long nextData(Tree tree, long inode, long from) throws CorruptBlockException {
    long high = ItemKey.high(inode, ItemKey.EXTENT);
    Cursor cursor = Scratch.get().cursor;
    if (tree.seekFloor(cursor, high, from)
        && cursor.keyHigh() == high
        && at(tree, cursor).end() > from) {
      return from;
    }
    boolean found = tree.seekCeiling(cursor, high, from) && cursor.keyHigh() == high;
    return found ? at(tree, cursor).first() : -1;
  }

  /** The first block at or after {@code from} that is a hole. */
  static long nextHole(Tree tree, long inode, long from) throws CorruptBlockException {
    long high = ItemKey.high(inode, ItemKey.EXTENT);
    Cursor cursor = Scratch.get().cursor;
    long block = from;
    boolean more = tree.seekFloor(cursor, high, from) && cursor.keyHigh() == high;
    while (more && cursor.keyHigh() == high && cursor.keyLow() <= block) {
      block = Math.max(block, at(tree, cursor).end());
      more = tree.next(cursor);
    }
    return block;
  }
}
