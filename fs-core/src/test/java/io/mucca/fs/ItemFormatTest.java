package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.block.SpaceMap;
import io.mucca.btree.Cursor;
import io.mucca.btree.NodeStore;
import io.mucca.btree.Tree;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of items in {@code FORMAT.md}, byte for byte. */
class ItemFormatTest {
  private static final long SEED = 0x0123456789abcdefL;
  private static final int MAX_VALUE = 4032;

  private final ImageCore core = newCore();
  private final Tree tree = new Tree(core.nodes, Extents.REFERENCES, BlockPointer.NONE);
  private final ByteWriter writer = new ByteWriter(16);

  private static ImageCore newCore() {
    Geometry geometry = new Geometry(16 << 20, 4096, 16384, 512, 2048);
    return new ImageCore(
        new MemoryDevice(geometry.sizeBytes(), 512),
        geometry,
        SpaceMap.format(geometry, 1),
        LogAnchor.NONE,
        1,
        SEED,
        OpenOptions.DEFAULT,
        InstantSource.system());
  }

  private static Geometry geometry(int blockSize, int nodeSize) {
    return new Geometry(16 << 20, blockSize, nodeSize, 512, 0);
  }

  private static String plain(String hex) {
    return hex.replaceAll("\\s", "");
  }

  private static byte[] name(String text) {
    return text.getBytes(US_ASCII);
  }

  private void assertWritten(String expected) {
    assertEquals(plain(expected), HexFormat.of().formatHex(writer.toByteArray()));
  }

  private void assertItem(long high, long low, String expected) throws IOException {
    Cursor cursor = new Cursor();
    assertTrue(tree.seek(cursor, high, low), "no item " + high + ", " + low);
    assertEquals(plain(expected), HexFormat.of().formatHex(cursor.copyValue()));
  }

  private ByteReader reader(String hex) {
    byte[] bytes = HexFormat.of().parseHex(plain(hex));
    return new ByteReader().of(bytes, 0, bytes.length);
  }

  // ---- numbers, keys, hashes ----

  @Test
  void numbersAreAsDocumented() throws IOException {
    writer.clear().putVarint(0).putVarint(127).putVarint(300).putVarint(-1);
    writer.putSigned(0).putSigned(-1).putSigned(64).putInt(0x11223344);
    String hex = "00 7f ac02 ffffffffffffffffff01 00 01 8001 44332211";
    assertWritten(hex);
    ByteReader reader = reader(hex);
    assertEquals(0, reader.getVarint());
    assertEquals(127, reader.getVarint());
    assertEquals(300, reader.getVarint());
    assertEquals(-1, reader.getVarint());
    assertEquals(0, reader.getSigned());
    assertEquals(-1, reader.getSigned());
    assertEquals(64, reader.getSigned());
    assertEquals(0x11223344, reader.getInt());
  }

  @Test
  void keysAreAsDocumented() {
    assertEquals(0x101, ItemKey.high(1, ItemKey.INODE));
    assertEquals(0x202, ItemKey.high(2, ItemKey.INLINE));
    assertEquals(0x203, ItemKey.high(2, ItemKey.XATTR));
    assertEquals(0x104, ItemKey.high(1, ItemKey.ENTRY_HASH));
    assertEquals(0x105, ItemKey.high(1, ItemKey.ENTRY));
    assertEquals(0x206, ItemKey.high(2, ItemKey.EXTENT));
    assertEquals(7, ItemKey.ORPHANS);
    assertEquals(0x308, RootItem.keyHigh(3));
    assertEquals(1L << 56, ItemKey.MAX_INODE + 1);
  }

  @Test
  void hashesAreAsDocumented() {
    NameHash hash = new NameHash(SEED);
    assertEquals("824d5e7fac14b30", Long.toHexString(hash.of(name("a"))));
    assertEquals("6194b87c38c142e0", Long.toHexString(hash.of(name("eight by"))));
    assertEquals("be235f51ebc07d7e", Long.toHexString(hash.of(name("lost+found"))));
  }

  // ---- inodes ----

  @Test
  void newDirectoryIsAsDocumented() throws IOException {
    Inode inode = new Inode();
    Timestamp now = new Timestamp().set(1_700_000_000, 5);
    inode.reset(1, FileMode.DIRECTORY | 0755, 1000, 100, now);
    inode.linkCount = 2;
    inode.parent = 1;
    inode.nextCookie = 3;
    inode.encode(writer);
    String hex = "00 ed8301 e807 64 02 00 00 01 03 80c49fd50c 05";
    assertWritten(hex);
    assertDecodesToTheSame(1, hex);
  }

  @Test
  void directoryWithACompressionIsAsDocumented() throws IOException {
    Inode inode = new Inode();
    Timestamp now = new Timestamp().set(1_700_000_000, 5);
    inode.reset(1, FileMode.DIRECTORY | 0755, 1000, 100, now);
    inode.linkCount = 2;
    inode.parent = 1;
    inode.nextCookie = 3;
    inode.compression = Compression.zstd(19);
    inode.encode(writer);
    String hex = "08 ed8301 e807 64 02 00 00 01 03 23 80c49fd50c 05";
    assertWritten(hex);
    assertDecodesToTheSame(1, hex);
  }

  @Test
  void fileWithContentIsAsDocumented() throws IOException {
    Inode inode = new Inode();
    inode.reset(2, FileMode.REGULAR | 0644, 0, -1, new Timestamp().set(-1, 999_999_999));
    inode.size = 5000;
    inode.blockCount = 2;
    inode.parent = 1;
    inode.modify.set(9, 7);
    inode.change.set(9, 7);
    inode.encode(writer);
    String hex = "04 a48302 00 ffffffff0f 01 8827 02 01 01 ff93ebdc03 00 ff93ebdc03 14 07 14 07";
    assertWritten(hex);
    assertDecodesToTheSame(2, hex);
  }

  @Test
  void symlinkAndDeviceAreAsDocumented() throws IOException {
    Inode inode = new Inode();
    inode.reset(3, FileMode.SYMLINK | 0777, 0, 0, new Timestamp());
    inode.inline = true;
    inode.size = 6;
    inode.parent = 1;
    inode.encode(writer);
    assertWritten("01 ffc302 00 00 01 06 00 01 00 00");
    inode.reset(4, FileMode.CHARACTER_DEVICE | 0600, 0, 0, new Timestamp());
    inode.parent = 1;
    inode.deviceNumber = 0x103;
    inode.encode(writer);
    assertWritten("02 8043 00 00 01 00 00 01 8302 00 00");
  }

  private void assertDecodesToTheSame(long number, String hex) throws IOException {
    Inode decoded = new Inode();
    decoded.decode(number, reader(hex));
    decoded.encode(writer);
    assertWritten(hex);
  }

  // ---- directory entries ----

  @Test
  void entriesAreAsDocumented() throws IOException {
    long hash = core.nameHash.of(name("a"));
    Directory.add(tree, 1, name("a"), hash, 3, 300, FileMode.REGULAR);
    Directory.add(tree, 1, name("other"), hash, 200, 2, FileMode.DIRECTORY);
    assertItem(0x104, hash, "03 c801");
    assertItem(0x105, 3, "ac02 08 61");
    assertItem(0x105, 200, "02 04 6f74686572");
  }

  // ---- blobs ----

  @Test
  void inlineContentIsInPieces() throws IOException {
    byte[] content = new byte[MAX_VALUE + 2];
    content[0] = 0x11;
    content[MAX_VALUE] = 0x22;
    content[MAX_VALUE + 1] = 0x33;
    Blob.replace(tree, 0x202, 0, 0, content, content.length);
    assertItem(0x202, 0, "11" + "00".repeat(MAX_VALUE - 1));
    assertItem(0x202, 1, "22 33");
    assertArrayEquals(content, Blob.read(tree, 0x202, 0, 10));
  }

  @Test
  void extendedAttributesAreAsDocumented() throws IOException {
    Inode inode = new Inode();
    inode.reset(2, FileMode.REGULAR, 0, 0, new Timestamp());
    Inodes.put(tree, inode);
    long hash = 0x1122334455667788L;
    Xattrs.Bucket bucket = Xattrs.read(tree, 2, hash);
    bucket.put(name("user.a"), name("xyz"));
    bucket.put(name("user.b"), new byte[0]);
    Xattrs.write(tree, 2, hash, bucket);
    assertItem(0x203, 0x1122334455667700L, "06 757365722e61 03 78797a 06 757365722e62 00");
  }

  // ---- extents, orphans ----

  @Test
  void extentIsAsDocumented() throws IOException {
    Extent extent = new Extent(7, 1000, 2, 5, new int[] {0x11223344, 0x55667788});
    extent.encode(writer);
    String hex = "00 e807 02 05 44332211 88776655";
    assertWritten(hex);
    Extent.decode(7, reader(hex)).encode(writer);
    assertWritten(hex);
    assertEquals(105, Extent.maxBlocks(geometry(512, 4096)), "one block");
    assertEquals(233, Extent.maxBlocks(geometry(4096, 4096)), "the longest value");
    assertEquals(512, Extent.maxBlocks(geometry(4096, 16384)));
  }

  @Test
  void partOfAClusterIsAsDocumented() throws IOException {
    Cluster cluster = new Cluster(ClusterCodec.LZ4, 0, 8, 3, 111, 0x11223344, Cluster.NO_TAIL);
    new Extent(7, 1000, 8, 5, cluster).slice(9, 12).encode(writer);
    String hex = "01 e807 03 05 02 08 03 6f 44332211";
    assertWritten(hex);
    Extent decoded = Extent.decode(9, reader(hex));
    decoded.encode(writer);
    assertWritten(hex);
    assertEquals(cluster.skip(2), decoded.cluster());
    assertEquals(3, decoded.storedBlocks());
    assertEquals(1, decoded.share());
  }

  @Test
  void tailOfAClusterIsInEachPart() throws IOException {
    byte[] tail = {1, 2, 3};
    Cluster cluster = new Cluster(ClusterCodec.ZSTD, 0, 8, 3, 512, 0x11223344, tail);
    new Extent(7, 1000, 8, 5, cluster).slice(9, 12).encode(writer);
    String hex = "02 e807 03 05 02 08 03 8004 44332211 010203";
    assertWritten(hex);
    Cluster decoded = Objects.requireNonNull(Extent.decode(9, reader(hex)).cluster());
    assertArrayEquals(tail, decoded.tail());
    String longest = "02 e807 03 05 02 08 03 8004 44332211" + "07".repeat(Cluster.MAX_TAIL);
    Extent.decode(9, reader(longest)).encode(writer);
    assertWritten(longest);
    assertThrows(CorruptBlockException.class, () -> Extent.decode(9, reader(longest + "07")));
  }

  @Test
  void whatWouldBeginASectorIsATail() {
    assertEquals(0, Cluster.tailBytes(2048, 512));
    assertEquals(20, Cluster.tailBytes(2068, 512));
    assertEquals(64, Cluster.tailBytes(2112, 512));
    assertEquals(0, Cluster.tailBytes(2113, 512));
    assertEquals(0, Cluster.tailBytes(20, 512), "something must be on the device");
    assertEquals(0, Cluster.tailBytes(2068, 4096));
  }

  @Test
  void partsOfAClusterCountForWhatIsStored() {
    assertEquals(5, Cluster.share(0, 8, 8, 5));
    assertEquals(5, Cluster.share(0, 3, 8, 5) + Cluster.share(3, 5, 8, 5));
    assertEquals(1, Cluster.share(1, 1, 8, 3), "nothing counts for nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "03 e807 03 05 02 08 03 6f 44332211", // an unknown codec
        "01 e807 00 05 02 08 03 6f 44332211", // no block
        "01 e807 07 05 02 08 03 6f 44332211", // more than the cluster has
        "01 e807 03 05 0a 10 03 6f 44332211", // begins before the file
        "01 e807 03 05 02 08 00 6f 44332211", // nothing stored
        "01 e807 03 05 02 08 09 6f 44332211", // stored in more blocks
        "01 e807 03 05 02 8104 03 6f 44332211", // longer than any
        "01 e807 03 05 02 08 03 6f 443322"
      })
  void impossiblePartOfAClusterIsDamage(String hex) {
    assertThrows(CorruptBlockException.class, () -> Extent.decode(9, reader(hex)));
  }

  // ---- roots ----

  @Test
  void rootIsAsDocumented() throws IOException {
    BlockPointer pointer = new BlockPointer(1000, 75, 0x11223344, 5);
    Root root =
        new Root(
            3,
            new RootName("main", "now"),
            Instant.ofEpochSecond(1_700_000_000, 5),
            RootName.volume("main"),
            new Tree(core.nodes, Extents.REFERENCES, pointer));
    root.readOnly = true;
    root.nextInode = 300;
    root.inodeCount = 2;
    root.referencedBytes = 8192;
    root.compression = Compression.zstd(3);
    RootItem.encode(root, writer);
    String hex =
        """
        e803000000000000 0500000000000000 44332211 4b000000 00 000000
        01 80c49fd50c 05 ac02 02 8040 13 04 6d61696e 03 6e6f77 04 6d61696e
        """;
    assertWritten(hex);
    Root decoded = decode(core.nodes, hex);
    RootItem.encode(decoded, writer);
    assertWritten(hex);
    assertEquals(3, decoded.id);
    assertFalse(decoded.deleting);
  }

  private Root decode(NodeStore nodes, String hex) throws IOException {
    tree.put(RootItem.keyHigh(3), 0, HexFormat.of().parseHex(plain(hex)));
    Cursor cursor = new Cursor();
    assertTrue(tree.seek(cursor, RootItem.keyHigh(3), 0));
    return RootItem.decode(nodes, cursor);
  }

  @Test
  void emptyRootPointsToNothing() throws IOException {
    Root root =
        new Root(
            1,
            RootName.volume("v"),
            Instant.EPOCH,
            null,
            new Tree(core.nodes, Extents.REFERENCES, BlockPointer.NONE));
    root.deleting = true;
    root.nextInode = 2;
    RootItem.encode(root, writer);
    assertWritten("00".repeat(28) + "02 00 00 02 00 00 00 01 76 00 00");
  }
}
