package io.mucca.btree;

import io.mucca.block.CorruptBlockException;

/**
 * The slots of a leaf as they are on the device: neighbouring keys have most of their bytes in
 * common, and the place of a value follows from the lengths of those before it. One slot:
 *
 * <pre>
 *   +----------------------+---------------+------------+-----------------------+
 *   | bytes of high &lt;&lt; 4 | | high, less    | low, less  | length of the value   |
 *   | bytes of low         | the one before| see below  | (varint of 1-2 bytes) |
 *   +----------------------+---------------+------------+-----------------------+
 * </pre>
 *
 * The low half is told less the one before if the high halves are equal, else as it is. A number
 * has as few bytes as it needs, none if it is 0, the lowest first; the keys before the first slot
 * are 0. So a slot never takes more than one of {@link NodeLayout#LEAF_SLOT_SIZE} bytes in memory,
 * where all have one length for the sake of searching.
 */
final class PackedSlots {
  private static final int VARINT_BITS = 7;
  private static final int VARINT_MORE = 1 << VARINT_BITS;

  private final byte[] bytes;
  private final int end;
  private int position;
  private long high;
  private long low;

  /**
   * @param position where the first slot begins
   * @param end behind the bytes that may be read
   */
  PackedSlots(byte[] bytes, int position, int end) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  /** Behind the last slot that was written or read. */
  int position() {
    return position;
  }

  /** The key of the slot that was read last. */
  long keyHigh() {
    return high;
  }

  long keyLow() {
    return low;
  }

  /** Bytes that a slot takes behind another one. */
  static int lengthOf(long highBefore, long lowBefore, long high, long low, int valueLength) {
    long lowPart = high == highBefore ? low - lowBefore : low;
    return 1 + bytesOf(high - highBefore) + bytesOf(lowPart) + (valueLength < VARINT_MORE ? 1 : 2);
  }

  private static int bytesOf(long value) {
    return (Long.SIZE + 7 - Long.numberOfLeadingZeros(value)) >>> 3;
  }

  void write(long nextHigh, long nextLow, int valueLength) {
    long highPart = nextHigh - high;
    long lowPart = highPart == 0 ? nextLow - low : nextLow;
    bytes[position++] = (byte) (bytesOf(highPart) << 4 | bytesOf(lowPart));
    writeNumber(highPart);
    writeNumber(lowPart);
    if (valueLength >= VARINT_MORE) {
      bytes[position++] = (byte) (valueLength | VARINT_MORE);
      bytes[position++] = (byte) (valueLength >>> VARINT_BITS);
    } else {
      bytes[position++] = (byte) valueLength;
    }
    high = nextHigh;
    low = nextLow;
  }

  private void writeNumber(long value) {
    for (long rest = value; rest != 0; rest >>>= Byte.SIZE) {
      bytes[position++] = (byte) rest;
    }
  }

  /**
   * Reads a slot; its key is {@link #keyHigh} and {@link #keyLow} then.
   *
   * @return the length of its value
   * @throws CorruptBlockException if it does not end within the bytes, or cannot be
   */
  int read() throws CorruptBlockException {
    int lengths = next();
    int highBytes = lengths >>> 4;
    int lowBytes = lengths & 0xf;
    if (highBytes > Long.BYTES || lowBytes > Long.BYTES) {
      throw new CorruptBlockException("a slot has a key that is too long");
    }
    long highPart = readNumber(highBytes);
    long lowPart = readNumber(lowBytes);
    low = highPart == 0 ? low + lowPart : lowPart;
    high += highPart;
    int valueLength = next();
    if (valueLength >= VARINT_MORE) {
      int more = next();
      valueLength = (valueLength & (VARINT_MORE - 1)) | more << VARINT_BITS;
    }
    return valueLength;
  }

  private long readNumber(int length) throws CorruptBlockException {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) next() << (i * Byte.SIZE);
    }
    return value;
  }

  private int next() throws CorruptBlockException {
    if (position >= end) {
      throw new CorruptBlockException("the slots do not end where the node does");
    }
    return bytes[position++] & 0xff;
  }
}
