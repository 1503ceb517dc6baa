package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.block.SpaceMap;
import io.mucca.device.MemoryDevice;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The entries of log records, byte for byte, as they are written and read. */
class LogFormatTest {
  private static final Geometry GEOMETRY = new Geometry(16 << 20, 4096, 16384, 512, 2048);
  private static final LogRules RULES = new LogRules(GEOMETRY);
  private static final Instant CREATED = Instant.ofEpochSecond(1, 5);
  private static final Timestamp TIME = new Timestamp().set(1, 5);
  private static final long ENTRY = ItemKey.high(300, ItemKey.ENTRY);

  private static final String PUT = "01 03 85d804 07  04 01 08 61 62";
  private static final String REMOVE = "02 03 84d804 ffffffffffffffffff01";
  private static final String EXTENT = "03 03 ac02 01  05 e807 02 44332211 88776655";
  private static final String NEXT_EXTENT = "0e 8001 04 40302010";
  private static final String EXTENT_BEFORE = "0e 8f01 05 01 80706050";
  private static final String CLUSTER = "03 03 ac02 03  05 e807 08  01 03 6f 44332211 00";
  private static final String NEXT_CLUSTER = "0e 00 0a  02 01 00 88776655 02 0708";
  private static final String BYTES = "04 03 ac02 01  8840 02 05 01 06  02  fe3f 04 6869  8040 11";
  private static final String PLAIN_BYTES = "04 03 ac02 00  00";
  private static final String FLUSHED = "05 03 ac02 01";
  private static final String TRUNCATE = "06 03 ac02 ac02 01 02 05";
  private static final String CUT = "07 03 ac02";
  private static final String PUNCH = "08 03 ac02 01 09 02 05";
  private static final String VOLUME = "09 09 05 6578747261 02 05";
  private static final String COPY = "0a 03 01 02 05  02  0a 01 62  0b 03 634064";
  private static final String COMPLETE = "0b 09";
  private static final String DESTROY = "0c 09";
  private static final String READ_ONLY = "0d 09 01";
  private static final String COMPRESSION = "0f 09 13";
  private static final String SHARE = "10 03 ac02 01 ad02 05 04 8920 02 05";
  private static final String LONG_TAIL =
      "03 03 ac02 03  05 e807 08  01 03 6f 44332211 41"
          + "0000000000000000000000000000000000000000000000000000000000000000"
          + "0000000000000000000000000000000000000000000000000000000000000000"
          + "00";

  private final ByteWriter writer = new ByteWriter(64);

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private void assertWritten(String expected) {
    assertEquals(
        expected.replace(" ", ""), HexFormat.of().formatHex(writer.toByteArray()), expected);
  }

  private static LogEntry read(String hex) throws CorruptBlockException {
    List<LogEntry> entries = LogEntry.decodeAll(bytes(hex), RULES);
    assertEquals(1, entries.size());
    return entries.getFirst();
  }

  private static Root root(long id, String name) {
    ImageCore core =
        new ImageCore(
            new MemoryDevice(GEOMETRY.sizeBytes(), 512),
            GEOMETRY,
            SpaceMap.format(GEOMETRY, 1),
            LogAnchor.NONE,
            1,
            0,
            OpenOptions.DEFAULT,
            InstantSource.system());
    return Root.empty(core, id, RootName.parse(name), CREATED);
  }

  @Test
  void items() throws CorruptBlockException {
    byte[] value = bytes("ff 01 08 61 62 ff");
    LogEncoder.put(writer, 3, ENTRY, 7, value, 1, 4);
    assertWritten(PUT);
    LogEntry.Put put = (LogEntry.Put) read(PUT);
    assertEquals(3, put.root());
    assertEquals(ENTRY, put.keyHigh());
    assertEquals(7, put.keyLow());
    assertArrayEquals(Arrays.copyOfRange(value, 1, 5), put.value());

    long hash = ItemKey.high(300, ItemKey.ENTRY_HASH);
    LogEncoder.remove(writer.clear(), 3, hash, -1);
    assertWritten(REMOVE);
    assertEquals(new LogEntry.Remove(3, hash, -1), read(REMOVE));
  }

  @Test
  void extents() throws CorruptBlockException {
    int[] checksums = {0x11223344, 0x55667788};
    LogEncoder.extent(
        writer, new ExtentChain(), 3, 300, true, new Extent(5, 1000, 2, 0, checksums));
    assertWritten(EXTENT);
    LogEntry.Extent extent = (LogEntry.Extent) read(EXTENT);
    assertEquals(
        new LogEntry.Extent(3, 300, true, 5, 1000, 2, extent.checksums(), null),
        extent,
        extent::toString);
    assertArrayEquals(checksums, extent.checksums());
  }

  @Test
  void extentsBehindAnother() throws CorruptBlockException {
    ExtentChain chain = new ExtentChain();
    LogEncoder.extent(writer, chain, 3, 300, true, extent(5, 1000, 0x11223344, 0x55667788));
    LogEncoder.extent(writer, chain, 3, 300, true, extent(71, 1002, 0x10203040));
    LogEncoder.extent(writer, chain, 3, 300, true, extent(0, 1002, 0x50607080));
    LogEncoder.extent(writer, chain, 3, 300, false, extent(1, 1003, 0x01020304));
    String record = EXTENT + NEXT_EXTENT + EXTENT_BEFORE + "03 03 ac02 00  01 eb07 01 04030201";
    assertWritten(record);
    List<LogEntry> entries = LogEntry.decodeAll(bytes(record), RULES);
    assertExtent(true, 71, 1002, 0x10203040, entries.get(1));
    assertExtent(true, 0, 1002, 0x50607080, entries.get(2));
    assertExtent(false, 1, 1003, 0x01020304, entries.get(3));
  }

  private static Extent extent(long first, long address, int... checksums) {
    return new Extent(first, address, checksums.length, 0, checksums);
  }

  @Test
  void clusters() throws CorruptBlockException {
    ExtentChain chain = new ExtentChain();
    Cluster first = new Cluster(ClusterCodec.LZ4, 0, 8, 3, 111, 0x11223344, Cluster.NO_TAIL);
    Cluster second = new Cluster(ClusterCodec.ZSTD, 0, 2, 1, 0, 0x55667788, new byte[] {7, 8});
    LogEncoder.extent(writer, chain, 3, 300, true, new Extent(5, 1000, 8, 0, first));
    LogEncoder.extent(writer, chain, 3, 300, true, new Extent(13, 1003, 2, 0, second));
    assertWritten(CLUSTER + NEXT_CLUSTER);
    List<LogEntry> entries = LogEntry.decodeAll(bytes(CLUSTER + NEXT_CLUSTER), RULES);
    assertCluster(first, 5, 1000, entries.getFirst());
    assertCluster(second, 13, 1003, entries.getLast());
  }

  private static void assertCluster(Cluster cluster, long firstPage, long address, LogEntry entry) {
    LogEntry.Extent extent = (LogEntry.Extent) entry;
    Cluster found = Objects.requireNonNull(extent.cluster());
    assertArrayEquals(cluster.tail(), found.tail());
    Cluster expected =
        new Cluster(
            cluster.codec(),
            0,
            cluster.count(),
            cluster.storedBlocks(),
            cluster.unusedBytes(),
            cluster.checksum(),
            found.tail());
    assertEquals(
        new LogEntry.Extent(
            3, 300, true, firstPage, address, cluster.count(), extent.checksums(), expected),
        extent);
    assertEquals(0, extent.checksums().length);
  }

  private static void assertExtent(
      boolean shared, long firstPage, long address, int checksum, LogEntry entry) {
    LogEntry.Extent extent = (LogEntry.Extent) entry;
    assertEquals(
        new LogEntry.Extent(3, 300, shared, firstPage, address, 1, extent.checksums(), null),
        extent);
    assertArrayEquals(new int[] {checksum}, extent.checksums());
  }

  @Test
  void bytesOfDirtyFiles() throws CorruptBlockException {
    LoggedWrites logged = new LoggedWrites();
    logged.setAttributes(8200, TIME, new Timestamp().set(-1, 6));
    LogEncoder.bytes(writer, 3, 300, logged);
    LogEncoder.pieces(
        writer,
        List.of(
            new LoggedWrites.Piece(8190, 2, "hi".getBytes(US_ASCII)),
            new LoggedWrites.Piece(8192, 8, null)));
    assertWritten(BYTES);
    LogEntry.Bytes read = (LogEntry.Bytes) read(BYTES);
    assertEquals(300, read.inode());
    assertEquals(new LogEntry.Attributes(8200, 1, 5, -1, 6), read.attributes());
    LogEntry.Piece first = read.pieces().getFirst();
    assertEquals(8190, first.offset());
    assertArrayEquals("hi".getBytes(US_ASCII), first.bytes());
    assertEquals(new LogEntry.Piece(8192, 8, null), read.pieces().getLast());

    LogEncoder.bytes(writer.clear(), 3, 300, new LoggedWrites());
    LogEncoder.pieces(writer, List.of());
    assertWritten(PLAIN_BYTES);
    assertEquals(new LogEntry.Bytes(3, 300, null, List.of()), read(PLAIN_BYTES));
  }

  @Test
  void whatBecomesOfContent() throws CorruptBlockException {
    LogEncoder.flushed(writer, 3, 300, true, false);
    assertWritten(FLUSHED);
    assertEquals(new LogEntry.Flushed(3, 300, true, false), read(FLUSHED));
    assertEquals(new LogEntry.Flushed(3, 300, false, true), read("05 03 ac02 02"));

    LogEncoder.truncate(writer.clear(), 3, 300, 300, true, TIME);
    assertWritten(TRUNCATE);
    assertEquals(new LogEntry.Truncate(3, 300, 300, true, 1, 5), read(TRUNCATE));

    LogEncoder.cut(writer.clear(), 3, 300);
    assertWritten(CUT);
    assertEquals(new LogEntry.Cut(3, 300), read(CUT));

    LogEncoder.punch(writer.clear(), 3, 300, 1, 9, TIME);
    assertWritten(PUNCH);
    assertEquals(new LogEntry.Punch(3, 300, 1, 9, 1, 5), read(PUNCH));

    LogEntry.Share share = new LogEntry.Share(3, 300, 1, 301, 5, 4, 4105, 1, 5);
    LogEncoder.share(writer.clear(), share);
    assertWritten(SHARE);
    assertEquals(share, read(SHARE));
  }

  @Test
  void roots() throws CorruptBlockException {
    Root extra = root(9, "extra");
    LogEncoder.volume(writer, extra);
    assertWritten(VOLUME);
    assertEquals(new LogEntry.Volume(9, "extra", CREATED), read(VOLUME));

    Root first = root(10, "b");
    first.readOnly = true;
    LogEncoder.copy(writer.clear(), root(3, "a"), List.of(first, root(11, "c@d")), false);
    assertWritten(COPY);
    List<LogEntry.NewRoot> made =
        List.of(new LogEntry.NewRoot(10, "b"), new LogEntry.NewRoot(11, "c@d"));
    assertEquals(new LogEntry.Copy(3, true, false, CREATED, made), read(COPY));

    LogEncoder.complete(writer.clear(), extra);
    assertWritten(COMPLETE);
    assertEquals(new LogEntry.Complete(9), read(COMPLETE));

    LogEncoder.destroy(writer.clear(), extra);
    assertWritten(DESTROY);
    assertEquals(new LogEntry.Destroy(9), read(DESTROY));

    extra.readOnly = true;
    LogEncoder.readOnly(writer.clear(), extra);
    assertWritten(READ_ONLY);
    assertEquals(new LogEntry.ReadOnly(9, true), read(READ_ONLY));

    extra.compression = Compression.zstd(3);
    LogEncoder.compression(writer.clear(), extra);
    assertWritten(COMPRESSION);
    assertEquals(new LogEntry.SetCompression(9, Compression.zstd(3)), read(COMPRESSION));
  }

  @Test
  void entriesFollowOneAnother() throws CorruptBlockException {
    List<LogEntry> entries = LogEntry.decodeAll(bytes(CUT + DESTROY + TRUNCATE), RULES);
    assertEquals(List.of(read(CUT), read(DESTROY), read(TRUNCATE)), entries);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PUT,
        REMOVE,
        EXTENT,
        CLUSTER,
        BYTES,
        PLAIN_BYTES,
        FLUSHED,
        TRUNCATE,
        CUT,
        PUNCH,
        VOLUME,
        COPY,
        COMPLETE,
        DESTROY,
        READ_ONLY,
        COMPRESSION
      })
  void anEntryThatEndsTooEarlyIsDamage(String hex) {
    byte[] whole = bytes(hex);
    for (int length = 1; length < whole.length; length++) {
      assertDamaged(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void anExtentBehindAnotherThatEndsTooEarlyIsDamage() {
    byte[] first = bytes(EXTENT);
    byte[] whole = bytes(EXTENT + EXTENT_BEFORE);
    for (int length = first.length + 1; length < whole.length; length++) {
      assertDamaged(Arrays.copyOf(whole, length));
    }
  }

  private static void assertDamaged(byte[] entry) {
    assertThrows(
        CorruptBlockException.class,
        () -> LogEntry.decodeAll(entry, RULES),
        () -> HexFormat.of().formatHex(entry));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 03 ac02", // no type
        "10 03 ac02",
        NEXT_EXTENT, // goes on where nothing was
        EXTENT + "0e 8001 00", // no block
        EXTENT + "0e 0f 04 40302010", // before the first page
        EXTENT + "0e 00 05 ff0f 40302010", // in the superblocks
        "03 03 ac02 03  05 e807 08  03 03 6f 44332211 00", // an unknown codec
        "03 03 ac02 03  05 e807 00  01 00 6f 44332211 00", // a cluster of nothing
        "03 03 ac02 03  05 e807 08  01 09 6f 44332211 00", // grown
        "03 03 ac02 03  05 e807 08  01 03 8020 44332211 00", // a block unused
        "03 03 ac02 03  05 e807 21  01 03 6f 44332211 00", // 33 blocks of 4096 bytes
        "03 03 ac02 03  05 01 08  01 03 6f 44332211 00", // in the superblocks
        "03 03 ac02 03  05 e807 08  01 03 6f 44332211 02 01", // less than the tail
        LONG_TAIL,
        "0f 09 02", // an unknown compression
        "0f 09 10", // level 0
        "0f 09 24", // level 20
        EXTENT + "0e 00 ffffffff0f 40302010", // more checksums than bytes
        "07 00 ac02", // root 0
        "07 03 00", // inode 0
        "07 03 808080808080808001", // inode of 57 bits
        "05 03 ac02 04", // unknown flag
        "01 03 86d804 07  00", // an extent as an item
        "01 03 88d804 00  00", // a root as an item
        "01 03 89d804 00  00", // an unknown type
        "01 03 85d804 02  04 01 08 61 62", // an entry's cookie too small
        "01 03 85d804 07  04 01 03 61 62", // an entry of no type
        "01 03 85d804 07  04 01 08 61 2f", // a name with a slash
        "01 03 84d804 07  00", // a hash without a cookie
        "01 03 82d804 07  00", // inline content without a byte
        "01 03 82d804 ff01  01 00", // inline content far behind
        "01 03 07 03  01 00", // an orphan with a value
        "02 03 81d804 00", // an inode removed
        "03 03 ac02 00  05 01 01 00000000", // in the superblocks
        "03 03 ac02 00  05 ff1f 02 00000000 00000000", // beyond the image's end
        "03 03 ac02 00  05 e807 00", // no block
        "03 03 ac02 00  05 e807 ffffffff07", // more checksums than bytes
        "04 03 ac02 00  01  ff1f 04 6869", // over the border of a page
        "04 03 ac02 00  01  00 00", // no byte
        "04 03 ac02 00  01  00 ffffffff07", // zeros without end
        "04 03 ac02 01  8840 02 8094ebdc03 01 06  00", // 1,000,000,000 nanoseconds
        "06 03 ac02 ffffffffffffffffff01 01 02 05", // a negative size
        "08 03 ac02 09 01 02 05", // ends before it begins
        "09 09 05 6578742f61 02 05", // no name
        "09 09 03 614062 02 05", // a snapshot that is not read-only
        "0a 03 01 02 05  00", // no copy
        "0a 03 00 02 05  01  0b 03 634064", // a snapshot that is not read-only
        "0d 09 02"
      })
  void anImpossibleEntryIsDamage(String hex) {
    assertDamaged(bytes(hex));
  }
}
