package io.mucca.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.block.BlockPointer;
import io.mucca.block.Checksums;
import io.mucca.block.CorruptBlockException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The examples of tree nodes in {@code FORMAT.md}. */
class NodeFormatTest {
  private static final long VOLUME_ID_LOW = 0x8182838485868788L;
  private static final long GENERATION = 5;

  private static final String LEAF_START =
      """
      4d4e 00 00 0500 0000 45010000 00000000 0500000000000000 8887868584838281
      20 0101 03
      11 04 03 00
      02 6606 00
      01 02 00
      88 fbfefffffffffffe 0000000000000080 8002
      aabbcc
      """;

  private static final String LEAF = LEAF_START + "dd".repeat(256);

  private static final String INTERIOR =
      """
      4d4e 01 00 0200 0000 78000000 00000000 0500000000000000 8887868584838281
      0101000000000000 0000000000000000
        e803000000000000 0500000000000000 44332211 4b000000 00 000000
      0502000000000000 0700000000000000
        d007000000000000 0400000000000000 88776655 00400000 00 000000
      """;

  private static byte[] parse(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  private static void assertEncodes(String expected, Node node) {
    byte[] bytes = new byte[node.encodedLength()];
    node.encode(bytes, VOLUME_ID_LOW);
    assertEquals(HexFormat.of().formatHex(parse(expected)), HexFormat.of().formatHex(bytes));
  }

  private static Node read(String hex, int level) throws CorruptBlockException {
    byte[] bytes = parse(hex);
    int checksum = Checksums.crc32c(bytes);
    return Node.read(
        bytes,
        new BlockPointer(9, bytes.length, checksum, GENERATION),
        level,
        VOLUME_ID_LOW,
        16384);
  }

  private static Node placed(long address, int length, int checksum, long generation) {
    Node node = Node.open(16384, 0, generation);
    node.placeAt(address, length);
    node.setChecksum(checksum);
    return node;
  }

  @Test
  void leafIsAsDocumented() throws CorruptBlockException {
    Node leaf = Node.open(16384, 0, GENERATION);
    leaf.insertValue(0, 0x105, 3, new byte[0], 0, 0);
    leaf.insertValue(0, 0x101, 0, parse("aabbcc"), 0, 3);
    leaf.insertValue(2, 0x105, 0x669, new byte[0], 0, 0);
    leaf.insertValue(3, 0x105, 0x66b, new byte[0], 0, 0);
    leaf.insertValue(4, 0xff00000000000000L, 1L << 63, parse("dd".repeat(256)), 0, 256);
    assertEncodes(LEAF, leaf);
    assertEncodes(LEAF, read(LEAF, 0));
  }

  @Test
  void interiorNodeIsAsDocumented() throws CorruptBlockException {
    Node node = Node.open(16384, 1, GENERATION);
    node.insertChild(0, 0x101, 0, placed(1000, 75, 0x11223344, 5));
    node.insertChild(1, 0x205, 7, placed(2000, 16384, 0x55667788, 4));
    node.resolveChildren();
    assertEncodes(INTERIOR, node);
    assertEncodes(INTERIOR, read(INTERIOR, 1));
  }

  @Test
  void longestValueIsAsDocumented() throws java.io.IOException {
    assertEquals(960, TreeImage.small(4096, 512).store.maxValueLength());
    assertEquals(4032, TreeImage.small(16384, 512).store.maxValueLength());
    assertEquals(16320, TreeImage.small(65536, 512).store.maxValueLength());
  }
}
