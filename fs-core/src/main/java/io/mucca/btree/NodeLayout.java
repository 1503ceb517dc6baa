package io.mucca.btree;

import io.mucca.block.BlockPointer;
import io.mucca.block.LittleEndian;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where things lie in a tree node.
 *
 * <pre>
 *   0        2       3       4        6          8          12         16           24            32
 *   +--------+-------+-------+--------+----------+----------+----------+------------+-------------+
 *   | magic  | level | flags | slots  | reserved | length   | reserved | generation | volume id   |
 *   +--------+-------+-------+--------+----------+----------+----------+------------+-------------+
 *
 *   leaf slot in memory (20 bytes)                   interior slot (44 bytes)
 *   +----------+----------+--------------+--------+  +----------+----------+---------------+
 *   | key high | key low  | value offset | length |  | key high | key low  | block pointer |
 *   +----------+----------+--------------+--------+  +----------+----------+---------------+
 * </pre>
 *
 * Slots are sorted by key, unsigned. On the device those of a leaf are {@link PackedSlots}, and its
 * values follow in slot order, without gaps; in memory a leaf that can change keeps them at the far
 * end of its page, growing towards the slots.
 */
final class NodeLayout {
  static final int MAGIC_OFFSET = 0;
  static final int LEVEL_OFFSET = MAGIC_OFFSET + Short.BYTES;
  static final int FLAGS_OFFSET = LEVEL_OFFSET + Byte.BYTES;
  static final int SLOT_COUNT_OFFSET = FLAGS_OFFSET + Byte.BYTES;
  static final int LENGTH_OFFSET = SLOT_COUNT_OFFSET + 2 * Short.BYTES;
  static final int GENERATION_OFFSET = LENGTH_OFFSET + 2 * Integer.BYTES;
  static final int VOLUME_ID_OFFSET = GENERATION_OFFSET + Long.BYTES;
  static final int HEADER_SIZE = VOLUME_ID_OFFSET + Long.BYTES;

  static final int KEY_HIGH = 0;
  static final int KEY_LOW = KEY_HIGH + Long.BYTES;
  static final int KEY_SIZE = KEY_LOW + Long.BYTES;

  static final int VALUE_OFFSET = KEY_SIZE;
  static final int VALUE_LENGTH = VALUE_OFFSET + Short.BYTES;
  static final int LEAF_SLOT_SIZE = VALUE_LENGTH + Short.BYTES;

  static final int POINTER = KEY_SIZE;
  static final int INTERIOR_SLOT_SIZE = POINTER + BlockPointer.ENCODED_BYTES;

  static final short MAGIC = 0x4e4d; // "MN"

  /** More levels than any volume can need; a deeper tree is damage. */
  static final int MAX_LEVEL = 16;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private NodeLayout() {}

  /** Longest value of an item, so that four fit into every leaf. */
  static int maxValueLength(int nodeSize) {
    return nodeSize / 4 - 64;
  }

  static int slotSize(int level) {
    return level == 0 ? LEAF_SLOT_SIZE : INTERIOR_SLOT_SIZE;
  }

  static long getLong(byte[] page, int offset) {
    return LittleEndian.getLong(page, offset);
  }

  static void putLong(byte[] page, int offset, long value) {
    LittleEndian.putLong(page, offset, value);
  }

  static int getInt(byte[] page, int offset) {
    return LittleEndian.getInt(page, offset);
  }

  static void putInt(byte[] page, int offset, int value) {
    LittleEndian.putInt(page, offset, value);
  }

  static int getUnsignedShort(byte[] page, int offset) {
    return Short.toUnsignedInt((short) SHORT.get(page, offset));
  }

  static void putShort(byte[] page, int offset, int value) {
    SHORT.set(page, offset, (short) value);
  }
}
