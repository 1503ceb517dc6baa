package io.mucca.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BlockPointerTest {
  private static final BlockPointer POINTER =
      new BlockPointer(0x0102030405060708L, 0x11121314, 0x21222324, 0x3132333435363738L);

  @Test
  void encodesByteForByte() {
    byte[] bytes = new byte[BlockPointer.ENCODED_BYTES + 2];
    POINTER.encode(bytes, 1);
    assertEquals(
        "00 0807060504030201 3837363534333231 24232221 14131211 00 000000 00".replace(" ", ""),
        HexFormat.of().formatHex(bytes));
  }

  @Test
  void decodesWhatItEncodes() throws CorruptBlockException {
    byte[] bytes = new byte[40];
    POINTER.encode(bytes, 7);
    assertEquals(POINTER, BlockPointer.decode(bytes, 7));
  }

  @Test
  void noneIsAllZeros() throws CorruptBlockException {
    byte[] bytes = HexFormat.of().parseHex("ff".repeat(BlockPointer.ENCODED_BYTES));
    BlockPointer.NONE.encode(bytes, 0);
    assertArrayEquals(new byte[BlockPointer.ENCODED_BYTES], bytes);
    assertTrue(BlockPointer.decode(bytes, 0).isNone());
  }

  @Test
  void unknownCompressionIsCorruption() {
    assertCorrupt(BlockPointerLayout.COMPRESSION, 1);
  }

  @Test
  void usedReservedBytesAreCorruption() {
    assertCorrupt(BlockPointerLayout.RESERVED + 2, 1);
  }

  @Test
  void negativeNumbersAreCorruption() {
    assertCorrupt(BlockPointerLayout.ADDRESS + 7, 0x80);
    assertCorrupt(BlockPointerLayout.BIRTH_GENERATION + 7, 0x80);
    assertCorrupt(BlockPointerLayout.LENGTH + 3, 0x80);
  }

  private static void assertCorrupt(int offset, int value) {
    byte[] bytes = new byte[BlockPointer.ENCODED_BYTES];
    POINTER.encode(bytes, 0);
    bytes[offset] = (byte) value;
    assertThrows(CorruptBlockException.class, () -> BlockPointer.decode(bytes, 0));
  }
}
