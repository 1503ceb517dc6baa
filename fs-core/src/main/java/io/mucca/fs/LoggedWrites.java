package io.mucca.fs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the intent log says of a file and its tree does not: bytes of dirty pages, size and times.
 * Until a flush brings them into the tree, every checkpoint has to log them anew. Guarded by the
 * tree lock held alone.
 */
final class LoggedWrites {
  /**
   * Bytes within one page, as they were logged.
   *
   * @param bytes null for zeros
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Piece(long offset, int length, byte @Nullable [] bytes) {
    int storedBytes() {
      return bytes == null ? 0 : length;
    }
  }

  private final List<Piece> pieces = new ArrayList<>();
  private int storedBytes;

  private boolean attributes;
  long size;
  final Timestamp modify = new Timestamp();
  final Timestamp change = new Timestamp();

  List<Piece> pieces() {
    return pieces;
  }

  /** Room that logging it anew would take at most. */
  int logBytes() {
    return storedBytes + 24 * pieces.size() + 64;
  }

  void add(Piece piece) {
    pieces.add(piece);
    storedBytes += piece.storedBytes();
  }

  void setAttributes(long newSize, Timestamp newModify, Timestamp newChange) {
    attributes = true;
    size = newSize;
    modify.set(newModify);
    change.set(newChange);
  }

  /** Size and times are in the tree. */
  void dropAttributes() {
    attributes = false;
  }

  boolean hasAttributes() {
    return attributes;
  }

  /** The tree has the pages from one (inclusive) to another (exclusive), or they are gone. */
  void dropPages(long from, long to, int pageSize) {
    pieces.removeIf(
        piece -> {
          long page = piece.offset() / pageSize;
          boolean drop = page >= from && page < to;
          storedBytes -= drop ? piece.storedBytes() : 0;
          return drop;
        });
  }

  boolean isEmpty() {
    return pieces.isEmpty() && !attributes;
  }
}
