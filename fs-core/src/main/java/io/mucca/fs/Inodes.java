package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.SpaceMap;
import io.mucca.btree.Cursor;
import io.mucca.btree.Tree;
import java.io.IOException;

/**
 * Inode items in a tree. Every method needs the tree lock; those that change something need it
 * alone.
 */
final class Inodes {
  private Inodes() {}

  /** Reads an inode; {@link FsError#STALE} if there is none of that number. */
  static void get(Tree tree, long number, Inode out) throws IOException {
    if (!find(tree, number, out)) {
      throw new FsException(FsError.STALE, "there is no inode " + number);
    }
  }

  /** As the other, into a new object. */
  static Inode get(Tree tree, long number) throws IOException {
    Inode inode = new Inode();
    get(tree, number, inode);
    return inode;
  }

  static boolean find(Tree tree, long number, Inode out) throws IOException {
    if (!ItemKey.isInode(number)) {
      return false;
    }
    Scratch scratch = Scratch.get();
    Cursor cursor = scratch.cursor;
    if (!tree.seek(cursor, ItemKey.high(number, ItemKey.INODE), 0)) {
      return false;
    }
    out.decode(number, scratch.reader.of(cursor));
    return true;
  }

  static void prepare(Tree tree, long number) throws CorruptBlockException {
    tree.prepare(ItemKey.high(number, ItemKey.INODE), 0);
  }

  /**
   * @throws CorruptBlockException if a count is not possible: something was taken away that the
   *     count did not have
   */
  static void put(Tree tree, Inode inode) throws CorruptBlockException {
    inode.requireValid();
    ByteWriter writer = Scratch.get().writer;
    inode.encode(writer);
    tree.put(ItemKey.high(inode.number, ItemKey.INODE), 0, writer.bytes(), 0, writer.length());
  }

  /**
   * Removes items of an inode, all but the inode item first, and gives their blocks back.
   *
   * @param budget how many items at most
   * @return blocks of content given back, or {@code -1 - blocks} if the inode is gone entirely
   */
  static long removeSome(Tree tree, SpaceMap space, long number, int budget) throws IOException {
    Scratch scratch = Scratch.get();
    scratch.highs.clear();
    scratch.lows.clear();
    // From the end, so that the inode item, which sorts first, goes last.
    boolean more = tree.seekFloor(scratch.cursor, ItemKey.high(number + 1, 0), 0);
    while (more
        && ItemKey.inode(scratch.cursor.keyHigh()) == number
        && scratch.highs.size() < budget) {
      scratch.highs.add(scratch.cursor.keyHigh());
      scratch.lows.add(scratch.cursor.keyLow());
      more = tree.previous(scratch.cursor);
    }
    for (int i = 0; i < scratch.highs.size(); i++) {
      tree.prepare(scratch.highs.getLong(i), scratch.lows.getLong(i));
    }
    long blocks = 0;
    boolean gone = scratch.highs.isEmpty();
    for (int i = 0; i < scratch.highs.size(); i++) {
      long high = scratch.highs.getLong(i);
      long low = scratch.lows.getLong(i);
      if (ItemKey.type(high) == ItemKey.EXTENT) {
        blocks += Extents.release(tree, space, high, low);
      }
      gone |= ItemKey.type(high) == ItemKey.INODE;
      tree.remove(high, low);
    }
    return gone ? -1 - blocks : blocks;
  }
}
