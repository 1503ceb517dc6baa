package io.mucca.fs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.btree.Tree;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes in a tree. All attributes of an inode whose names have one hash (56 bits)
 * make one {@link Blob}, a sequence of
 *
 * <pre>
 *   name length (varint) | name | value length (varint) | value
 * </pre>
 *
 * Every method needs the tree lock.
 */
final class Xattrs {
  private static final int MAX_PIECES = 256;
  private static final long PIECE_MASK = 0xff;

  private Xattrs() {}

  /** The attributes that share a hash. */
  static final class Bucket {
    private final Map<String, byte[]> values = new LinkedHashMap<>();
    private int encodedLength;

    /** What {@link Xattrs#store} writes. */
    private byte[] encoded = new byte[0];

    private static String key(byte[] name) {
      return new String(name, ISO_8859_1);
    }

    byte @Nullable [] get(byte[] name) {
      return values.get(key(name));
    }

    void put(byte[] name, byte[] value) {
      values.put(key(name), value);
    }

    void remove(byte[] name) {
      values.remove(key(name));
    }

    private byte[] encode() {
      ByteWriter writer = new ByteWriter(256);
      values.forEach(
          (name, value) -> {
            byte[] bytes = name.getBytes(ISO_8859_1);
            writer.putVarint(bytes.length).putBytes(bytes).putVarint(value.length).putBytes(value);
          });
      return writer.toByteArray();
    }
  }

  private static long base(long hash) {
    return hash & ~PIECE_MASK;
  }

  static Bucket read(Tree tree, long inode, long hash) throws IOException {
    Bucket bucket = new Bucket();
    byte[] bytes = Blob.read(tree, ItemKey.high(inode, ItemKey.XATTR), base(hash), MAX_PIECES);
    bucket.encodedLength = bytes.length;
    ByteReader reader = new ByteReader().of(bytes, 0, bytes.length);
    while (reader.remaining() > 0) {
      byte[] name = reader.getBytes(reader.getCount());
      byte[] value = reader.getBytes(reader.getCount());
      if (name.length == 0
          || name.length > FileSystem.MAX_NAME_LENGTH
          || value.length > FileSystem.MAX_XATTR_LENGTH
          || bucket.get(name) != null) {
        throw new CorruptBlockException(
            "inode %d has an extended attribute '%s' of %d bytes, which cannot be"
                .formatted(inode, Names.show(name), value.length));
      }
      bucket.put(name, value);
    }
    return bucket;
  }

  /** Whether an inode has attributes with a hash: an answer that makes no object. */
  static boolean hasBucket(Tree tree, long inode, long hash) throws IOException {
    return tree.seek(Scratch.get().cursor, ItemKey.high(inode, ItemKey.XATTR), base(hash));
  }

  /** Whether attributes with these hashes are in one bucket. */
  static boolean shareBucket(long hash, long otherHash) {
    return base(hash) == base(otherHash);
  }

  /**
   * Stores a bucket that {@link #read} gave in the same hold of the lock; prepares what it changes
   * first.
   */
  static void write(Tree tree, long inode, long hash, Bucket bucket) throws IOException {
    prepare(tree, inode, hash, bucket);
    store(tree, inode, hash, bucket);
  }

  /** Makes everything changeable that {@link #store} of the bucket as it is changes. */
  static void prepare(Tree tree, long inode, long hash, Bucket bucket) throws IOException {
    byte[] bytes = bucket.encode();
    if (Blob.pieceCount(bytes.length, tree.maxValueLength()) > MAX_PIECES) {
      throw new FsException(
          FsError.NO_SPACE,
          "extended attributes of inode " + inode + " with one hash are too long");
    }
    long high = ItemKey.high(inode, ItemKey.XATTR);
    Inodes.prepare(tree, inode);
    Blob.prepare(tree, high, base(hash), bucket.encodedLength, bytes.length);
    bucket.encoded = bytes;
  }

  /** Stores a bucket after {@link #prepare}. */
  static void store(Tree tree, long inode, long hash, Bucket bucket) throws IOException {
    long high = ItemKey.high(inode, ItemKey.XATTR);
    byte[] bytes = bucket.encoded;
    Blob.replace(tree, high, base(hash), bucket.encodedLength, bytes, bytes.length);
  }

  /**
   * Adds the names of the first bucket whose hash is at or above {@code from}.
   *
   * @return where to go on, or 0 at the end
   */
  static long addNames(Tree tree, long inode, long from, List<byte[]> names) throws IOException {
    long high = ItemKey.high(inode, ItemKey.XATTR);
    Cursor cursor = Scratch.get().cursor;
    if (!tree.seekCeiling(cursor, high, from) || cursor.keyHigh() != high) {
      return 0;
    }
    long base = base(cursor.keyLow());
    if (cursor.keyLow() != base) {
      throw new CorruptBlockException(
          "inode %d lacks a part of its extended attributes before hash %016x"
              .formatted(inode, cursor.keyLow()));
    }
    for (String name : read(tree, inode, base).values.keySet()) {
      names.add(name.getBytes(ISO_8859_1));
    }
    return base + PIECE_MASK + 1;
  }
}
