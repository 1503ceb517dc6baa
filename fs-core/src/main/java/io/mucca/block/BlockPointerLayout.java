package io.mucca.block;

/**
 * A block pointer on the device.
 *
 * <pre>
 *    0         8                 16         20         24   25        28
 *    | address | birthGeneration | checksum | length   | c. | zeros   |
 * </pre>
 */
final class BlockPointerLayout {
  static final int ADDRESS = 0;
  static final int BIRTH_GENERATION = ADDRESS + Long.BYTES;
  static final int CHECKSUM = BIRTH_GENERATION + Long.BYTES;
  static final int LENGTH = CHECKSUM + Integer.BYTES;
  static final int COMPRESSION = LENGTH + Integer.BYTES;
  static final int RESERVED = COMPRESSION + Byte.BYTES;
  static final int RESERVED_BYTES = 3;
  static final int SIZE = RESERVED + RESERVED_BYTES;

  private BlockPointerLayout() {}
}
