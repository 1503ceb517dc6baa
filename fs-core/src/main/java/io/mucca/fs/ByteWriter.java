package io.mucca.fs;

import io.mucca.block.LittleEndian;
import java.util.Arrays;

/**
 * Puts item values together: little-endian integers and LEB128 varints in a buffer that is used
 * again.
 */
final class ByteWriter {
  private byte[] bytes;
  private int length;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  ByteWriter clear() {
    length = 0;
    return this;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  ByteWriter putByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  ByteWriter putInt(int value) {
    ensure(Integer.BYTES);
    LittleEndian.putInt(bytes, length, value);
    length += Integer.BYTES;
    return this;
  }

  /** An unsigned varint: seven bits a byte, lowest first. */
  ByteWriter putVarint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** A signed varint: zigzag, so that small negative numbers stay short. */
  ByteWriter putSigned(long value) {
    return putVarint(value << 1 ^ value >> 63);
  }

  ByteWriter putBytes(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  ByteWriter putBytes(byte[] source) {
    return putBytes(source, 0, source.length);
  }

  ByteWriter putZeros(int count) {
    ensure(count);
    Arrays.fill(bytes, length, length + count, (byte) 0);
    length += count;
    return this;
  }
}
