package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.btree.Tree;
import java.io.IOException;

/**
 * A string of bytes in the tree, in as many items as it needs: the low half of the key counts them
 * from a base, and all but the last are as long as an item can be. Every method needs the tree
 * lock.
 */
final class Blob {
  /** Far above the longest: attributes of one hash, in 256 pieces. */
  private static final int MAX_BYTES = 8 << 20;

  private Blob() {}

  static int pieceCount(int length, int maxValueLength) {
    return (length + maxValueLength - 1) / maxValueLength;
  }

  /**
   * Puts the pieces together; an empty array if there are none.
   *
   * @throws CorruptBlockException if a piece but the last is not of full length, or there are more
   *     than anything needs: then whoever replaces the blob would leave some behind
   */
  static byte[] read(Tree tree, long high, long lowBase, int maxPieces) throws IOException {
    Scratch scratch = Scratch.get();
    Cursor cursor = scratch.cursor;
    ByteWriter writer = scratch.writer.clear();
    int full = tree.maxValueLength();
    boolean more = tree.seek(cursor, high, lowBase);
    for (int piece = 0; more && piece < maxPieces; piece++) {
      if (cursor.keyHigh() != high || cursor.keyLow() != lowBase + piece) {
        break;
      }
      if (writer.length() != piece * full
          || cursor.valueLength() == 0
          || writer.length() >= MAX_BYTES) {
        throw new CorruptBlockException(
            "inode %d has a piece %d of type %d that does not follow the one before"
                .formatted(ItemKey.inode(high), piece, ItemKey.type(high)));
      }
      writer.putBytes(cursor.page(), cursor.valueOffset(), cursor.valueLength());
      more = tree.next(cursor);
    }
    return writer.toByteArray();
  }

  /**
   * Makes every item changeable that replacing {@code oldLength} bytes by {@code newLength}
   * touches.
   */
  static void prepare(Tree tree, long high, long lowBase, int oldLength, int newLength)
      throws CorruptBlockException {
    int longest = Math.max(oldLength, newLength);
    int pieces = Math.max(1, pieceCount(longest, tree.maxValueLength()));
    for (int piece = 0; piece < pieces; piece++) {
      tree.prepare(high, lowBase + piece);
    }
  }

  /** Replaces a blob of {@code oldLength} bytes, after {@link #prepare}. */
  static void replace(
      Tree tree, long high, long lowBase, int oldLength, byte[] bytes, int newLength)
      throws CorruptBlockException {
    int full = tree.maxValueLength();
    int newPieces = pieceCount(newLength, full);
    for (int piece = 0; piece < newPieces; piece++) {
      int from = piece * full;
      tree.put(high, lowBase + piece, bytes, from, Math.min(full, newLength - from));
    }
    int oldPieces = pieceCount(oldLength, full);
    for (int piece = newPieces; piece < oldPieces; piece++) {
      tree.remove(high, lowBase + piece);
    }
  }
}
