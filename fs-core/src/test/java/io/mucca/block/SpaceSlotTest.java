package io.mucca.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpaceSlotTest {
  private static final long VOLUME_ID_LOW = 0x8182838485868788L;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment slot = arena.allocate(SpaceSlotLayout.COUNTS_BYTES);
  private final SpaceRegion region = new SpaceRegion();

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  @Test
  void encodesByteForByte() {
    region.setReferences(0, 1);
    region.setReferences(1, 2);
    region.setReferences(2, 3);
    region.setReferences(33, 0x01020304);
    int checksum = encode(5, 0x0607);
    byte[] expected = new byte[4096];
    byte[] header =
        HexFormat.of()
            .parseHex(
                """
                6d537043 00000000 8887868584838281 0500000000000000 0706000000000000
                02000000 00000000 fc1f0000
                """
                    .replaceAll("\\s", ""));
    System.arraycopy(header, 0, expected, 0, header.length);
    LittleEndian.putInt(expected, 4, checksum);
    expected[64] = 0b00_11_10_01;
    expected[64 + 8] = 0b00_00_11_00;
    expected[2112] = 3;
    System.arraycopy(new byte[] {4, 3, 2, 1}, 0, expected, 2116, 4);
    assertArrayEquals(expected, slot.toArray(ValueLayout.JAVA_BYTE));
    assertEquals(Checksums.crc32c(expected, 8, 2560 - 8), checksum);
  }

  @Test
  void everyFlippedByteIsNoticed() {
    region.setReferences(4000, 77);
    encode(5, 6);
    for (int i = 0; i < SpaceSlotLayout.writtenBytes(1, 512); i++) {
      byte good = slot.get(ValueLayout.JAVA_BYTE, i);
      slot.set(ValueLayout.JAVA_BYTE, i, (byte) (good ^ 1));
      assertFalse(isGood(new SpaceSlot(0, slot)), "byte " + i);
      slot.set(ValueLayout.JAVA_BYTE, i, good);
    }
    assertTrue(isGood(new SpaceSlot(0, slot)));
  }

  @Test
  void decodesWhatItEncodes() throws CorruptBlockException {
    for (int i = 0; i < SpaceSlotLayout.MAX_INLINE; i++) {
      region.setReferences(i * 16, 3 + i);
    }
    region.setReferences(8191, 2);
    encode(5, 6);
    SpaceRegion decoded = new SpaceSlot(0, slot).decode(MemorySegment.NULL);
    for (int i = 0; i < Geometry.REGION_BLOCKS; i++) {
      assertEquals(region.references(i), decoded.references(i));
    }
    assertEquals(region.freeBlocks(), decoded.freeBlocks());
  }

  private static boolean isGood(SpaceSlot version) {
    return version.belongsTo(5, VOLUME_ID_LOW) && version.isSound(512);
  }

  private int encode(int number, long generation) {
    int length = SpaceSlotLayout.writtenBytes(region.exceptionCount(), 512);
    return SpaceSlot.encode(
        region, number, VOLUME_ID_LOW, generation, slot.asSlice(0, length), MemorySegment.NULL);
  }
}
