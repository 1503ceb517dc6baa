package io.mucca.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.WriteCause;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SuperblockTest {
  static Superblock superblock(FeatureFlags features, long generation) {
    return new Superblock(
        features,
        SpaceImage.VOLUME_ID,
        generation,
        new Geometry(100L << 20, 4096, 16384, 512, 2048),
        Instant.ofEpochSecond(0x65666768, 0x01020304),
        0x1112131415161718L,
        0x2122,
        new BlockPointer(0x3132, 0x4142, 0x51525354, 0x61),
        0x7172,
        0x8182838485868788L,
        new LogAnchor(0x1192, 0x23, 0xa1a2, 0xb1b2b3b4),
        new CheckpointCost(WriteCause.DELETE, 0xc1c2, 0xc3c4, 0xc5c6, 0xd1, 0xd2, 0xd3));
  }

  @Test
  void encodesByteForByte() {
    byte[] bytes = superblock(new FeatureFlags(1, 2, 3), 0x0809).encode();
    String fields =
        """
        6d756363618a0d1a 04000000 00020000 0100000000000000 0200000000000000
        0300000000000000 21436587a9cbed8f de4cab8967452301 0908000000000000
        0000400600000000 00100000 00400000 00080000 00000000 6867666500000000
        04030201 00000000 1817161514131211 2221000000000000
        3231000000000000 6100000000000000 54535251 42410000 00 000000 00000000
        7271000000000000 8887868584838281 9211000000000000 a2a1000000000000
        23000000 b4b3b2b1 c2c1000000000000 c4c3000000000000 c6c5000000000000
        d1000000 d2000000 d3000000 08
        """
            .replaceAll("\\s", "");
    String zeros = "00".repeat(SuperblockLayout.CHECKSUM - fields.length() / 2);
    byte[] content = HexFormat.of().parseHex(fields + zeros);
    byte[] checksum = new byte[4];
    LittleEndian.putInt(checksum, 0, Checksums.crc32c(content));
    assertEquals(
        fields + zeros + HexFormat.of().formatHex(checksum), HexFormat.of().formatHex(bytes));
  }

  @Test
  void decodesWhatItEncodes() throws IOException {
    Superblock superblock = superblock(new FeatureFlags(0, 0, 5), 7);
    assertEquals(superblock, Superblock.decode(superblock.encode()));
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] good = superblock(FeatureFlags.NONE, 7).encode();
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(IOException.class, () -> Superblock.decode(bad), "bit " + bit);
    }
  }

  @Test
  void unknownIncompatibleFeaturesAreNamed() {
    byte[] bytes = superblock(new FeatureFlags(0x30, 0, 0), 7).encode();
    UnsupportedFormatException e =
        assertThrows(UnsupportedFormatException.class, () -> Superblock.decode(bytes));
    assertTrue(e.getMessage().contains("0x30"), e.getMessage());
  }

  @Test
  void unknownReadOnlyCompatibleFeaturesForbidWriting() throws IOException {
    byte[] bytes = superblock(new FeatureFlags(0, 8, 0), 7).encode();
    assertTrue(Superblock.decode(bytes).requiresReadOnly());
    assertTrue(!superblock(FeatureFlags.NONE, 7).requiresReadOnly());
  }

  @Test
  void unknownCauseIsCorruption() {
    byte[] bytes = superblock(FeatureFlags.NONE, 7).encode();
    bytes[SuperblockLayout.COST_CAUSE] = (byte) (WriteCause.values().length + 1);
    LittleEndian.putInt(
        bytes, SuperblockLayout.CHECKSUM, Checksums.crc32c(bytes, 0, SuperblockLayout.CHECKSUM));
    assertThrows(CorruptBlockException.class, () -> Superblock.decode(bytes));
  }

  @Test
  void contradictingFieldsAreCorruption() {
    byte[] bytes = superblock(FeatureFlags.NONE, 7).encode();
    LittleEndian.putInt(bytes, SuperblockLayout.BLOCK_SIZE, 4095);
    LittleEndian.putInt(
        bytes, SuperblockLayout.CHECKSUM, Checksums.crc32c(bytes, 0, SuperblockLayout.CHECKSUM));
    assertThrows(CorruptBlockException.class, () -> Superblock.decode(bytes));
  }
}
