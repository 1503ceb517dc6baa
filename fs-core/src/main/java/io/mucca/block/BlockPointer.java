package io.mucca.block;

import java.util.Arrays;

/**
 * Where something lies on the device and how to know that it is the right thing.
 *
 * @param address number of the first block; 0, which is the superblock's, makes {@link #NONE}
 * @param lengthBytes length of what was written, above 0; it takes the blocks that this needs
 * @param checksum CRC32C of these bytes
 * @param birthGeneration generation in which it was written, above 0
 * @param compression how the bytes are compressed; {@link #UNCOMPRESSED} is all there is so far
 */
public record BlockPointer(
    long address, int lengthBytes, int checksum, long birthGeneration, byte compression) {
  public static final byte UNCOMPRESSED = 0;

  /** Points to nothing; on the device all its bytes are zero. */
  public static final BlockPointer NONE = new BlockPointer(0, 0, 0, 0, UNCOMPRESSED);

  /** Length of the encoding in bytes. */
  public static final int ENCODED_BYTES = BlockPointerLayout.SIZE;

  public BlockPointer {
    if (compression != UNCOMPRESSED) {
      throw new IllegalArgumentException("unknown compression " + compression);
    }
    boolean none = address == 0 && lengthBytes == 0 && checksum == 0 && birthGeneration == 0;
    if (!none && (address <= 0 || lengthBytes <= 0 || birthGeneration <= 0)) {
      throw new IllegalArgumentException(
          "address %d, length %d and birth generation %d make no block pointer"
              .formatted(address, lengthBytes, birthGeneration));
    }
  }

  public BlockPointer(long address, int lengthBytes, int checksum, long birthGeneration) {
    this(address, lengthBytes, checksum, birthGeneration, UNCOMPRESSED);
  }

  public boolean isNone() {
    return address == 0;
  }

  public void encode(byte[] target, int offset) {
    LittleEndian.putLong(target, offset + BlockPointerLayout.ADDRESS, address);
    LittleEndian.putLong(target, offset + BlockPointerLayout.BIRTH_GENERATION, birthGeneration);
    LittleEndian.putInt(target, offset + BlockPointerLayout.CHECKSUM, checksum);
    LittleEndian.putInt(target, offset + BlockPointerLayout.LENGTH, lengthBytes);
    target[offset + BlockPointerLayout.COMPRESSION] = compression;
    int reserved = offset + BlockPointerLayout.RESERVED;
    Arrays.fill(target, reserved, reserved + BlockPointerLayout.RESERVED_BYTES, (byte) 0);
  }

  /**
   * Reads a pointer. Whether the address is on the image is for the caller to check with {@link
   * Geometry#isDataRange}.
   *
   * @throws CorruptBlockException if no such pointer was ever written
   */
  public static BlockPointer decode(byte[] source, int offset) throws CorruptBlockException {
    requireZeros(source, offset + BlockPointerLayout.RESERVED, BlockPointerLayout.RESERVED_BYTES);
    try {
      return new BlockPointer(
          LittleEndian.getLong(source, offset + BlockPointerLayout.ADDRESS),
          LittleEndian.getInt(source, offset + BlockPointerLayout.LENGTH),
          LittleEndian.getInt(source, offset + BlockPointerLayout.CHECKSUM),
          LittleEndian.getLong(source, offset + BlockPointerLayout.BIRTH_GENERATION),
          source[offset + BlockPointerLayout.COMPRESSION]);
    } catch (IllegalArgumentException e) {
      throw new CorruptBlockException("bad block pointer: " + e.getMessage());
    }
  }

  /** The address of an encoded pointer that has been read and verified before. */
  public static long addressAt(byte[] source, int offset) {
    return LittleEndian.getLong(source, offset + BlockPointerLayout.ADDRESS);
  }

  /** The length in bytes of an encoded pointer that has been read and verified before. */
  public static int lengthAt(byte[] source, int offset) {
    return LittleEndian.getInt(source, offset + BlockPointerLayout.LENGTH);
  }

  /** Compares with an encoded pointer that has been read and verified before. */
  public static boolean isEncoded(
      byte[] source,
      int offset,
      long address,
      int lengthBytes,
      int checksum,
      long birthGeneration) {
    return addressAt(source, offset) == address
        && lengthAt(source, offset) == lengthBytes
        && LittleEndian.getInt(source, offset + BlockPointerLayout.CHECKSUM) == checksum
        && LittleEndian.getLong(source, offset + BlockPointerLayout.BIRTH_GENERATION)
            == birthGeneration;
  }

  private static void requireZeros(byte[] source, int offset, int lengthBytes)
      throws CorruptBlockException {
    for (int i = offset; i < offset + lengthBytes; i++) {
      if (source[i] != 0) {
        throw new CorruptBlockException(
            "bad block pointer: reserved byte is " + source[i] + ", not 0");
      }
    }
  }
}
