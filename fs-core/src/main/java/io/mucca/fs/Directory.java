package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.btree.Tree;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Directory entries in a tree. Each has two items: under the hash of its name the cookie (a varint;
 * several one behind the other for names with one hash), and under the cookie what the entry says:
 *
 * <pre>
 *   child inode (varint) | type bits of its mode, shifted right by 12 (byte) | name
 * </pre>
 *
 * So a name is found by its hash, while a listing goes by cookie, which never changes and is never
 * used again. Every method needs the tree lock.
 */
final class Directory {
  /** Cookies below belong to {@code .} and {@code ..}. */
  static final long FIRST_COOKIE = 3;

  /** No directory gets there. */
  static final long MAX_COOKIE = 1L << 62;

  private Directory() {}

  /** One entry, as found. */
  record Entry(long cookie, long inode, int type) {}

  static @Nullable Entry find(Tree tree, long directory, byte[] name, long hash)
      throws IOException {
    Scratch scratch = Scratch.get();
    Cursor cursor = scratch.cursor;
    if (!tree.seek(cursor, ItemKey.high(directory, ItemKey.ENTRY_HASH), hash)) {
      return null;
    }
    LongArrayList cookies = cookies(scratch, cursor);
    for (int i = 0; i < cookies.size(); i++) {
      long cookie = cookies.getLong(i);
      if (!tree.seek(cursor, ItemKey.high(directory, ItemKey.ENTRY), cookie)) {
        throw new CorruptBlockException(
            "directory inode " + directory + " has a hash for cookie " + cookie + " but no entry");
      }
      ByteReader reader = scratch.reader.of(cursor);
      long inode = inode(directory, reader);
      int type = reader.getByte() << 12;
      if (Arrays.equals(
          reader.source(),
          reader.position(),
          reader.position() + reader.remaining(),
          name,
          0,
          name.length)) {
        return new Entry(cookie, inode, type);
      }
    }
    return null;
  }

  /** Where a listing goes on must be a positive number, or it would begin anew. */
  static boolean isCookie(long cookie) {
    return cookie >= FIRST_COOKIE && cookie < MAX_COOKIE;
  }

  private static long inode(long directory, ByteReader reader) throws CorruptBlockException {
    long inode = reader.getVarint();
    if (!ItemKey.isInode(inode)) {
      throw new CorruptBlockException(
          "directory inode %d has an entry for inode %d, which cannot be one"
              .formatted(directory, inode));
    }
    return inode;
  }

  private static byte[] name(long directory, ByteReader reader) throws CorruptBlockException {
    byte[] name = reader.getBytes(reader.remaining());
    if (!Names.isValid(name)) {
      throw new CorruptBlockException(
          "directory inode %d has the name '%s', which cannot be one"
              .formatted(directory, Names.show(name)));
    }
    return name;
  }

  private static LongArrayList cookies(Scratch scratch, Cursor cursor)
      throws CorruptBlockException {
    LongArrayList cookies = new LongArrayList(1);
    ByteReader reader = scratch.reader.of(cursor);
    while (reader.remaining() > 0) {
      cookies.add(reader.getVarint());
    }
    return cookies;
  }

  /** Makes the items of one entry changeable. */
  static void prepare(Tree tree, long directory, long hash, long cookie)
      throws CorruptBlockException {
    tree.prepare(ItemKey.high(directory, ItemKey.ENTRY_HASH), hash);
    tree.prepare(ItemKey.high(directory, ItemKey.ENTRY), cookie);
  }

  static void add(
      Tree tree, long directory, byte[] name, long hash, long cookie, long inode, int type)
      throws CorruptBlockException {
    Scratch scratch = Scratch.get();
    long hashHigh = ItemKey.high(directory, ItemKey.ENTRY_HASH);
    ByteWriter writer = scratch.writer.clear();
    if (tree.seek(scratch.cursor, ItemKey.high(directory, ItemKey.ENTRY), cookie)) {
      throw new CorruptBlockException(
          "directory inode %d has an entry already under its next cookie %d"
              .formatted(directory, cookie));
    }
    if (tree.seek(scratch.cursor, hashHigh, hash)) {
      writer.putBytes(
          scratch.cursor.page(), scratch.cursor.valueOffset(), scratch.cursor.valueLength());
    }
    writer.putVarint(cookie);
    if (writer.length() > tree.maxValueLength()) {
      throw new CorruptBlockException(
          "directory inode %d has too many names with hash %016x".formatted(directory, hash));
    }
    tree.put(hashHigh, hash, writer.bytes(), 0, writer.length());
    put(tree, directory, name, cookie, inode, type);
  }

  /** Lets an entry name another inode. */
  static void put(Tree tree, long directory, byte[] name, long cookie, long inode, int type)
      throws CorruptBlockException {
    ByteWriter writer =
        Scratch.get().writer.clear().putVarint(inode).putByte(type >>> 12).putBytes(name);
    tree.put(ItemKey.high(directory, ItemKey.ENTRY), cookie, writer.bytes(), 0, writer.length());
  }

  static void remove(Tree tree, long directory, long hash, long cookie)
      throws CorruptBlockException {
    changeCookies(tree, directory, hash, cookies -> cookies.rem(cookie));
    tree.remove(ItemKey.high(directory, ItemKey.ENTRY), cookie);
  }

  /** Changes the cookies of the entries whose names have a hash. */
  static void changeCookies(Tree tree, long directory, long hash, Consumer<LongArrayList> change)
      throws CorruptBlockException {
    Scratch scratch = Scratch.get();
    long high = ItemKey.high(directory, ItemKey.ENTRY_HASH);
    boolean exists = tree.seek(scratch.cursor, high, hash);
    LongArrayList cookies = exists ? cookies(scratch, scratch.cursor) : new LongArrayList();
    change.accept(cookies);
    if (cookies.isEmpty()) {
      tree.remove(high, hash);
    } else {
      ByteWriter writer = scratch.writer.clear();
      cookies.forEach(writer::putVarint);
      tree.put(high, hash, writer.bytes(), 0, writer.length());
    }
  }

  /** Entries collected under the lock, to be shown to a visitor without it. */
  static final class Batch {
    final LongArrayList cookies = new LongArrayList();
    final LongArrayList inodes = new LongArrayList();
    final List<byte[]> names = new ArrayList<>();
    final LongArrayList types = new LongArrayList();

    int size() {
      return names.size();
    }

    private void clear() {
      cookies.clear();
      inodes.clear();
      names.clear();
      types.clear();
    }
  }

  /** Fills a batch with the entries whose cookies lie above the given one. */
  static void list(Tree tree, long directory, long afterCookie, int limit, Batch batch)
      throws IOException {
    batch.clear();
    Scratch scratch = Scratch.get();
    Cursor cursor = scratch.cursor;
    long high = ItemKey.high(directory, ItemKey.ENTRY);
    boolean more = tree.seekCeiling(cursor, high, afterCookie + 1);
    while (more && cursor.keyHigh() == high && batch.size() < limit) {
      ByteReader reader = scratch.reader.of(cursor);
      if (!isCookie(cursor.keyLow())) {
        throw new CorruptBlockException(
            "directory inode %d has an entry with cookie %d, which cannot be one"
                .formatted(directory, cursor.keyLow()));
      }
      long inode = inode(directory, reader);
      int type = reader.getByte() << 12;
      batch.names.add(name(directory, reader));
      batch.inodes.add(inode);
      batch.types.add(type);
      batch.cookies.add(cursor.keyLow());
      more = tree.next(cursor);
    }
  }
}
