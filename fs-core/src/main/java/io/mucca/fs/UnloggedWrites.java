package io.mucca.fs;

/**
 * Which bytes of a dirty file neither the tree nor the intent log has. Only few and short pieces
 * are kept track of: with more it is better to write the pages. Guarded by the dirty file.
 */
final class UnloggedWrites {
  private static final int MAX_PIECES = 8;

  /** Above this, the pieces take about as much room in the log as pages would on the device. */
  private static final int MAX_BYTES = 1024;

  private final long[] offsets = new long[MAX_PIECES];
  private final int[] lengths = new int[MAX_PIECES];
  private int count;
  private int bytes;
  private boolean tooMany;
  private boolean any;

  /** Something was written, or size or times were changed. */
  boolean any() {
    return any;
  }

  /** All that was written is in the pieces. */
  boolean areFew() {
    return !tooMany;
  }

  int count() {
    return count;
  }

  int bytes() {
    return bytes;
  }

  long offset(int piece) {
    return offsets[piece];
  }

  int length(int piece) {
    return lengths[piece];
  }

  void add(long offset, long length) {
    any = true;
    if (tooMany || length == 0) {
      return;
    }
    int last = count - 1;
    if (length > MAX_BYTES) {
      tooMany = true;
    } else if (last >= 0 && offset >= offsets[last] && offset <= offsets[last] + lengths[last]) {
      int grown = (int) Math.max(lengths[last], offset + length - offsets[last]);
      bytes += grown - lengths[last];
      lengths[last] = grown;
    } else if (count == MAX_PIECES) {
      tooMany = true;
    } else {
      offsets[count] = offset;
      lengths[count] = (int) length;
      bytes += (int) length;
      count++;
    }
    tooMany |= bytes > MAX_BYTES;
  }

  /** What there is cannot be told in pieces any more. */
  void addUnknown() {
    any = true;
    tooMany = true;
  }

  /** The bytes are gone; size and times may still be new. */
  void dropPieces() {
    count = 0;
    bytes = 0;
    tooMany = false;
  }

  void clear() {
    dropPieces();
    any = false;
  }
}
