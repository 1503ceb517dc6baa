package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** The check of one inode's extended attributes; its items come in the order of the tree. */
final class XattrCheck {
  private static final long PIECE_MASK = 0xff;

  private final NameHash nameHash;
  private final int maxValueLength;
  private final ByteWriter bucket = new ByteWriter(4096);
  private long base;
  private int pieceCount;
  private int lastPieceLength;

  XattrCheck(NameHash nameHash, int maxValueLength) {
    this.nameHash = nameHash;
    this.maxValueLength = maxValueLength;
  }

  void begin() {
    bucket.clear();
    pieceCount = 0;
  }

  /** One piece of a bucket; throws if it does not follow what came before. */
  void add(long low, byte[] page, int offset, int length) throws CorruptBlockException {
    if (pieceCount > 0 && (low & ~PIECE_MASK) != base) {
      verify();
    }
    if (pieceCount == 0) {
      base = low & ~PIECE_MASK;
    }
    if ((low & PIECE_MASK) != pieceCount || (pieceCount > 0 && lastPieceLength != maxValueLength)) {
      begin();
      throw new CorruptBlockException("pieces of hash %016x are missing".formatted(base));
    }
    pieceCount++;
    lastPieceLength = length;
    bucket.putBytes(page, offset, length);
  }

  /** Verifies the bucket whose pieces have been added, if any. */
  void verify() throws CorruptBlockException {
    if (pieceCount > 0) {
      ByteReader reader = new ByteReader().of(bucket.bytes(), 0, bucket.length());
      begin();
      verify(reader);
    }
  }

  private void verify(ByteReader reader) throws CorruptBlockException {
    Set<String> names = new HashSet<>();
    while (reader.remaining() > 0) {
      byte[] name = reader.getBytes(reader.getCount());
      int valueLength = reader.getCount();
      reader.skip(valueLength);
      if (name.length == 0
          || valueLength > FileSystem.MAX_XATTR_LENGTH
          || name.length > FileSystem.MAX_NAME_LENGTH
          || (nameHash.of(name) & ~PIECE_MASK) != base
          || !names.add(new String(name, StandardCharsets.ISO_8859_1))) {
        throw new CorruptBlockException(
            "the name '%s' cannot be under hash %016x".formatted(Names.show(name), base));
      }
    }
    if (names.isEmpty()) {
      throw new CorruptBlockException("there is no name under hash %016x".formatted(base));
    }
  }
}
