package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.LittleEndian;
import io.mucca.btree.Cursor;
import java.util.Arrays;

/** Takes item values apart; a value that ends too early is damage, never an index error. */
final class ByteReader {
  private byte[] bytes = new byte[0];
  private int position;
  private int end;

  ByteReader of(byte[] source, int offset, int length) {
    bytes = source;
    position = offset;
    end = offset + length;
    return this;
  }

  /** Takes the value under a cursor. */
  ByteReader of(Cursor cursor) {
    return of(cursor.page(), cursor.valueOffset(), cursor.valueLength());
  }

  int remaining() {
    return end - position;
  }

  byte[] source() {
    return bytes;
  }

  int position() {
    return position;
  }

  private void need(int count) throws CorruptBlockException {
    if (count < 0 || end - position < count) {
      throw new CorruptBlockException(
          "a tree item ends " + (count - remaining()) + " bytes too early");
    }
  }

  int getByte() throws CorruptBlockException {
    need(1);
    return bytes[position++] & 0xff;
  }

  int getInt() throws CorruptBlockException {
    need(Integer.BYTES);
    int value = LittleEndian.getInt(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  long getVarint() throws CorruptBlockException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = getByte();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new CorruptBlockException("a number in a tree item is longer than 64 bits");
  }

  /** A varint that must fit into 31 bits. */
  int getCount() throws CorruptBlockException {
    long value = getVarint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new CorruptBlockException("a count in a tree item is " + value);
    }
    return (int) value;
  }

  long getSigned() throws CorruptBlockException {
    long value = getVarint();
    return value >>> 1 ^ -(value & 1);
  }

  byte[] getBytes(int count) throws CorruptBlockException {
    need(count);
    position += count;
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  /** Reads so many bytes to the beginning of an array. */
  void getBytes(byte[] target, int count) throws CorruptBlockException {
    need(count);
    System.arraycopy(bytes, position, target, 0, count);
    position += count;
  }

  void skip(int count) throws CorruptBlockException {
    need(count);
    position += count;
  }
}
