package io.mucca.fs;

import static io.mucca.fs.SampleImage.name;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.device.CountingDevice;
import io.mucca.device.DeviceCounters;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.fs.FileSystem.XattrMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is compressed: what it takes, what changes do to it, and what damage does. */
class ClusterTest {
  private static final RootName MAIN = RootName.volume("main");
  private static final byte[] COMPRESSION = name("user.mucca.compression");
  private static final int BLOCK = 4096;

  /** In the first line, so that only the checksum can tell that it was changed. */
  private static final int LITERAL_OFFSET = 30;

  private final Attributes out = new Attributes();
  private MemoryDevice device = new MemoryDevice(16 << 20, 512);
  private CountingDevice counting = new CountingDevice(device);
  private VolumeImage image;
  private FileSystem files;

  private void make(int blockSize, String compression) throws IOException {
    FormatOptions format =
        new FormatOptions(blockSize, 4096, 256)
            .withCompression(Compression.find(compression).orElseThrow());
    VolumeImage.format(new KeptDevice(device), format);
    open();
  }

  private void open() throws IOException {
    counting = new CountingDevice(device);
    image = VolumeImage.open(counting, SampleImage.OPTIONS);
    files = image.openRoot(MAIN, false);
  }

  /** Goes on with what the device has, as after a crash. */
  private void crash() throws IOException {
    device = device.copy();
    open();
  }

  @AfterEach
  void close() throws IOException {
    if (image != null) {
      files.close();
      image.close();
      CheckReport report = SampleImage.check(device.copy());
      assertTrue(report.isClean(), () -> report.problems().toString());
    }
  }

  /** Lines that differ in little. */
  private static byte[] text(int length, int seed) {
    byte[] bytes = new byte[length];
    byte[] line = new byte[64];
    new Random(seed).nextBytes(line);
    for (int i = 0; i < length; i++) {
      bytes[i] = i % 64 < 2 ? (byte) ((i / 64) >>> (8 * (i % 64))) : line[i % 64];
    }
    return bytes;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private long create(String name) throws IOException {
    files.createNode(FileSystem.ROOT_INODE, name(name), 0644, 1, 2, 0, out);
    return out.inode;
  }

  private long create(String name, byte[] content) throws IOException {
    long inode = create(name);
    write(inode, 0, content);
    files.fsync(inode);
    return inode;
  }

  private void write(long inode, long offset, byte[] content) throws IOException {
    files.write(inode, offset, MemorySegment.ofArray(content));
  }

  private static byte[] read(FileSystem fs, long inode, long offset, int length)
      throws IOException {
    byte[] bytes = new byte[length];
    assertEquals(length, fs.read(inode, offset, MemorySegment.ofArray(bytes)));
    return bytes;
  }

  private void assertContent(byte[] expected, long inode) throws IOException {
    assertArrayEquals(expected, read(files, inode, 0, expected.length));
  }

  private long allocatedBytes(long inode) throws IOException {
    files.getAttributes(inode, out);
    return out.allocatedSectors * 512;
  }

  private String xattr(long inode) throws IOException {
    return new String(files.getXattr(inode, COMPRESSION), US_ASCII);
  }

  private void assertNoXattr(long inode) {
    FsException e = assertThrows(FsException.class, () -> xattr(inode));
    assertEquals(FsError.NO_SUCH_ATTRIBUTE, e.error());
  }

  private void setXattr(long inode, String value) throws IOException {
    files.setXattr(inode, COMPRESSION, name(value), XattrMode.CREATE_OR_REPLACE);
  }

  // ---- writing and reading ----

  @ParameterizedTest
  @CsvSource({
    "512,lz4",
    "512,zstd",
    "4096,lz4",
    "4096,zstd:1",
    "4096,zstd:19",
    "65536,lz4",
    "131072,zstd:5"
  })
  void compressedContentIsReadBack(int blockSize, String compression) throws IOException {
    make(blockSize, compression);
    byte[] content = text(1_000_001, 1);
    long inode = create("a", content);
    assertContent(content, inode);
    int most = blockSize < 65536 ? 400_000 : 8 * blockSize;
    assertTrue(allocatedBytes(inode) <= most, () -> out.allocatedSectors + " sectors");
    crash();
    assertContent(content, inode);
    image.checkpoint();
    crash();
    assertContent(content, inode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4", "zstd:3"})
  void contentThatCannotBeCompressedIsStoredAsItIs(String compression) throws IOException {
    make(BLOCK, compression);
    byte[] content = random(1 << 20);
    long inode = create("a", content);
    assertEquals(1 << 20, allocatedBytes(inode));
    assertContent(content, inode);
  }

  @Test
  void onlyThePartsThatCanBeCompressedAre() throws IOException {
    make(BLOCK, "lz4");
    byte[] content = random(1 << 20);
    System.arraycopy(text(1 << 19, 1), 0, content, 1 << 18, 1 << 19);
    long inode = create("a", content);
    assertTrue(allocatedBytes(inode) < (1 << 19) + (3 << 17), () -> out.allocatedSectors + "");
    assertContent(content, inode);
  }

  @Test
  void onePageWritesOnlyTheSectorsThatItNeeds() throws IOException {
    make(BLOCK, "lz4");
    byte[] content = random(BLOCK);
    Arrays.fill(content, 0, BLOCK / 2, (byte) 7);
    long inode = create("a", content);
    DeviceCounters before = counting.counters();
    write(inode, 0, content);
    files.fsync(inode);
    long written = counting.counters().since(before).bytesWritten(WriteCategory.DATA);
    // The few bytes by which it becomes longer than half are in the log and the leaf.
    assertEquals(BLOCK / 2, written);
    assertContent(content, inode);
    crash();
    assertContent(content, inode);
    image.checkpoint();
    crash();
    assertContent(content, inode);
  }

  @Test
  void clusterIsReadOnceByASequenceOfSmallReads() throws IOException {
    make(BLOCK, "lz4");
    byte[] content = text(Cluster.MAX_BYTES, 1);
    long inode = create("a", content);
    read(files, inode, 0, 1);
    DeviceCounters before = counting.counters();
    for (int at = 0; at < content.length; at += 1000) {
      int length = Math.min(1000, content.length - at);
      assertArrayEquals(
          Arrays.copyOfRange(content, at, at + length), read(files, inode, at, length));
    }
    assertEquals(0, counting.counters().since(before).reads());
  }

  // ---- changes ----

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void overwriteInAClusterWritesOnlyItself(int blockSize) throws IOException {
    make(blockSize, "zstd:3");
    byte[] content = text(Cluster.MAX_BYTES, 1);
    long inode = create("a", content);
    long allocated = allocatedBytes(inode);
    byte[] piece = random(4096);
    System.arraycopy(piece, 0, content, 3 * 4096, 4096);
    DeviceCounters before = counting.counters();
    write(inode, 3 * 4096, piece);
    files.fsync(inode);
    DeviceCounters written = counting.counters().since(before);
    assertEquals(4096, written.bytesWritten(WriteCategory.DATA));
    assertContent(content, inode);
    assertTrue(allocatedBytes(inode) <= allocated + 4096 + 2L * blockSize);
    crash();
    assertContent(content, inode);
  }

  @Test
  void lastPartOfAClusterGivesItsBlocksBack() throws IOException {
    make(512, "lz4");
    files.fsync(FileSystem.ROOT_INODE);
    image.checkpoint();
    byte[] content = text(Cluster.MAX_BYTES, 1);
    long inode = create("a", content);
    image.checkpoint();
    long withFile = image.statistics().freeBytes();
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      int at = random.nextInt(content.length / 512) * 512;
      byte[] piece = random(512);
      piece[0] = (byte) i;
      System.arraycopy(piece, 0, content, at, 512);
      write(inode, at, piece);
      files.fsync(inode);
    }
    assertContent(content, inode);
    byte[] other = text(Cluster.MAX_BYTES, 2);
    write(inode, 0, other);
    files.fsync(inode);
    assertContent(other, inode);
    assertTrue(SampleImage.check(device.copy()).isClean());
    settle();
    long difference = Math.abs(withFile - image.statistics().freeBytes());
    assertTrue(difference <= 3 * 4096, () -> difference + " bytes");
  }

  private void settle() throws IOException {
    for (int i = 0; i < 3; i++) {
      image.checkpoint();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 70_000, 131_072, 131_073, 200_000})
  void truncationWithinAClusterKeepsWhatIsBefore(int size) throws IOException {
    make(BLOCK, "lz4");
    byte[] content = text(300_000, 1);
    long inode = create("a", content);
    files.truncate(inode, size, out);
    files.truncate(inode, 300_000, out);
    Arrays.fill(content, size, content.length, (byte) 0);
    assertContent(content, inode);
    files.fsync(inode);
    crash();
    assertContent(content, inode);
  }

  @Test
  void holeInAClusterIsAHole() throws IOException {
    make(BLOCK, "lz4");
    byte[] content = text(131_072, 1);
    long inode = create("a", content);
    files.punchHole(inode, 40_000, 20_000);
    Arrays.fill(content, 40_000, 60_000, (byte) 0);
    assertContent(content, inode);
    assertEquals(40_960, files.seekHole(inode, 0));
    assertEquals(57_344, files.seekData(inode, 40_960));
    files.fsync(inode);
    crash();
    assertContent(content, inode);
    assertEquals(40_960, files.seekHole(inode, 0));
    files.truncate(inode, 0, out);
    assertEquals(0, allocatedBytes(inode));
  }

  @Test
  void snapshotsAndClonesShareClusters() throws IOException {
    make(512, "lz4");
    byte[] content = text(200_000, 1);
    long inode = create("a", content);
    byte[] old = content.clone();
    image.snapshot(new RootName("main", "now"));
    image.cloneRoot(MAIN, List.of("clone"), true);
    System.arraycopy(random(5000), 0, content, 10_000, 5000);
    write(inode, 10_000, Arrays.copyOfRange(content, 10_000, 15_000));
    files.fsync(inode);
    crash();
    assertContent(content, inode);
    try (FileSystem snapshot = image.openRoot(new RootName("main", "now"), true)) {
      assertArrayEquals(old, read(snapshot, inode, 0, old.length));
    }
    assertEquals("lz4", image.root(RootName.volume("clone")).compression().toString());
    files.unlink(FileSystem.ROOT_INODE, name("a"));
    image.destroy(new RootName("main", "now"));
    image.awaitDeletions();
    try (FileSystem clone = image.openRoot(RootName.volume("clone"), false)) {
      assertArrayEquals(old, read(clone, inode, 0, old.length));
    }
  }

  @Test
  void whatASnapshotFrozeIsCompressedForAllRoots() throws IOException {
    make(BLOCK, "lz4");
    byte[] content = text(200_000, 1);
    long inode = create("a");
    write(inode, 0, content);
    image.snapshot(new RootName("main", "now"));
    crash();
    assertContent(content, inode);
    try (FileSystem snapshot = image.openRoot(new RootName("main", "now"), true)) {
      assertArrayEquals(content, read(snapshot, inode, 0, content.length));
    }
    assertTrue(allocatedBytes(inode) < 100_000);
  }

  // ---- settings ----

  @Test
  void compressionIsOffUntilItIsSet() throws IOException {
    make(BLOCK, "off");
    byte[] content = text(131_072, 1);
    assertEquals(131_072, allocatedBytes(create("a", content)));
    image.setCompression("main", Compression.LZ4);
    assertTrue(allocatedBytes(create("b", content)) < 50_000);
    crash();
    assertEquals(Compression.LZ4, image.root(MAIN).compression());
    image.checkpoint();
    crash();
    assertEquals(Compression.LZ4, image.root(MAIN).compression());
    assertThrows(FsException.class, () -> image.setCompression("none", Compression.OFF));
  }

  @Test
  void settingOfADirectoryIsGivenToWhatIsCreatedInIt() throws IOException {
    make(BLOCK, "off");
    files.makeDirectory(FileSystem.ROOT_INODE, name("d"), 0755, 0, 0, out);
    long directory = out.inode;
    assertNoXattr(directory);
    assertEquals(List.of(), files.listXattrs(directory));
    setXattr(directory, "zstd");
    assertEquals("zstd:3", xattr(directory));
    assertArrayEquals(COMPRESSION, files.listXattrs(directory).getFirst());
    files.createNode(directory, name("a"), 0644, 0, 0, 0, out);
    long inode = out.inode;
    byte[] content = text(131_072, 1);
    write(inode, 0, content);
    files.fsync(inode);
    assertTrue(allocatedBytes(inode) < 50_000);
    files.makeSymlink(directory, name("s"), name("a"), 0, 0, out);
    long link = out.inode;
    assertNoXattr(link);
    assertThrows(FsException.class, () -> setXattr(link, "lz4"));
    crash();
    assertEquals("zstd:3", xattr(inode));
    setXattr(inode, "off");
    write(inode, 0, content);
    files.fsync(inode);
    assertEquals(131_072, allocatedBytes(inode));
  }

  @Test
  void settingCountsForWhatIsNotFlushedYet() throws IOException {
    make(BLOCK, "off");
    long inode = create("a");
    write(inode, 0, text(131_072, 1));
    setXattr(inode, "lz4");
    files.fsync(inode);
    assertTrue(allocatedBytes(inode) < 50_000, () -> out.allocatedSectors + " sectors");
  }

  @Test
  void settingCanBeTakenAway() throws IOException {
    make(BLOCK, "lz4");
    long inode = create("a");
    assertThrows(FsException.class, () -> files.removeXattr(inode, COMPRESSION));
    setXattr(inode, "zstd:7");
    assertThrows(
        FsException.class, () -> files.setXattr(inode, COMPRESSION, name("lz4"), XattrMode.CREATE));
    files.removeXattr(inode, COMPRESSION);
    assertNoXattr(inode);
    assertEquals(List.of(), files.listXattrs(inode));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "on", "zstd:0", "zstd:20", "zstd:", "lz4:1", "LZ4", "off "})
  void settingThatIsNoneIsRefused(String value) throws IOException {
    make(BLOCK, "off");
    long inode = create("a");
    FsException e = assertThrows(FsException.class, () -> setXattr(inode, value));
    assertEquals(FsError.INVALID_ARGUMENT, e.error());
  }

  // ---- damage ----

  @Test
  void damagedClusterIsToldWithItsFiles() throws IOException {
    make(BLOCK, "lz4");
    long inode = create("a", text(200_000, 1));
    byte[] sound = text(200_000, 2);
    long other = create("b", sound);
    write(inode, 8192, random(4096));
    files.fsync(inode);
    image.checkpoint();
    MemoryDevice damaged = device.copy();
    Extent extent = extentOf(inode);
    flip(damaged, extent.address());
    try (VolumeImage opened = VolumeImage.open(damaged.copy(), SampleImage.OPTIONS);
        FileSystem fs = opened.openRoot(MAIN, true)) {
      CorruptBlockException e =
          assertThrows(CorruptBlockException.class, () -> read(fs, inode, 0, 4096));
      assertTrue(e.getMessage().contains("inode " + inode), e.getMessage());
      assertTrue(e.getMessage().contains("block " + extent.address()), e.getMessage());
      assertArrayEquals(random(4096), read(fs, inode, 8192, 4096));
      assertArrayEquals(sound, read(fs, other, 0, sound.length));
    }
    CheckReport report = SampleImage.check(damaged);
    assertEquals(1, report.problems().size(), () -> report.problems().toString());
    try (HeldCheckpoint held = HeldCheckpoint.newest(damaged)) {
      ScrubReport scrub =
          Scrubber.scrub(
              held,
              ScrubOptions.DEFAULT.withBytesPerSecond(0),
              ScrubState.begin(held, Instant.EPOCH),
              ScrubProgress.NONE);
      assertEquals(1, scrub.damaged().size());
      DamagedBlock block = scrub.damaged().getFirst();
      assertEquals(extent.address(), block.address());
      assertTrue(
          block.files().stream().allMatch(file -> "/a".equals(file.path())),
          () -> block.files().toString());
      assertTrue(!block.files().isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void partThatContradictsTheOthersIsFound(int field) throws IOException {
    make(BLOCK, "lz4");
    long inode = create("a", text(40_960, 1));
    write(inode, 8192, random(4096));
    files.fsync(inode);
    image.checkpoint();
    MemoryDevice damaged =
        ImageEditor.edit(
            device,
            (core, root, tree) -> {
              long high = ItemKey.high(inode, ItemKey.EXTENT);
              Cursor cursor = new Cursor();
              assertTrue(tree.seek(cursor, high, 3));
              byte[] value = cursor.copyValue();
              Extent part = Extent.decode(3, new ByteReader().of(value, 0, value.length));
              ByteWriter writer = new ByteWriter(64);
              changed(part, field).encode(writer);
              tree.put(high, 3, writer.bytes(), 0, writer.length());
            });
    String found = SampleImage.check(damaged).problems().toString();
    assertTrue(found.contains(field < 3 ? "compressed has checksum" : "cannot be: "), found);
  }

  /** One field of what an extent says of its cluster is another one. */
  private static Extent changed(Extent part, int field) {
    Cluster old = Objects.requireNonNull(part.cluster());
    Cluster cluster =
        new Cluster(
            old.codec(),
            old.skip(),
            old.count() + (field == 4 ? 30 : 0),
            old.storedBlocks(),
            old.unusedBytes() + (field == 0 ? -1 : field == 3 ? 16 * BLOCK : 0),
            old.checksum() + (field == 1 ? 1 : 0),
            field == 2 ? new byte[1] : old.tail());
    return new Extent(part.first(), part.address(), part.count(), part.birth(), cluster);
  }

  /** The extent at the beginning of a file. */
  private Extent extentOf(long inode) throws IOException {
    Extent[] found = new Extent[1];
    ImageEditor.edit(
        device,
        (core, root, tree) -> {
          Cursor cursor = new Cursor();
          assertTrue(tree.seek(cursor, ItemKey.high(inode, ItemKey.EXTENT), 0));
          byte[] value = cursor.copyValue();
          found[0] = Extent.decode(0, new ByteReader().of(value, 0, value.length));
        });
    return found[0];
  }

  private static void flip(MemoryDevice target, long block) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sector = arena.allocate(512, 512);
      target.read(block * BLOCK, sector);
      byte old = sector.get(ValueLayout.JAVA_BYTE, LITERAL_OFFSET);
      sector.set(ValueLayout.JAVA_BYTE, LITERAL_OFFSET, (byte) (old ^ 1));
      target.write(block * BLOCK, sector, WriteCategory.DATA);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4", "zstd:3"})
  void contentThatIsTooShortIsDamage(String compression) throws IOException {
    Compression how = Compression.find(compression).orElseThrow();
    try (ClusterCodec codecs = new ClusterCodec();
        Arena arena = Arena.ofConfined()) {
      MemorySegment plain = arena.allocate(4096);
      MemorySegment stored = arena.allocate(ClusterCodec.maxStoredBytes(4096));
      int length = codecs.compress(how, plain, stored);
      MemorySegment target = arena.allocate(4097);
      CorruptBlockException e =
          assertThrows(
              CorruptBlockException.class,
              () -> codecs.decompress(how.codec(), stored.asSlice(0, length), target));
      assertTrue(e.getMessage().contains("4096 bytes where 4097 are due"), e.getMessage());
    }
  }

  /** Whatever is taken apart: the right length, or an error, and nothing beyond. */
  @ParameterizedTest
  @ValueSource(ints = {ClusterCodec.LZ4, ClusterCodec.ZSTD})
  void wrongBytesAreAnErrorAndNoMore(int codec) throws IOException {
    Compression how = codec == ClusterCodec.LZ4 ? Compression.LZ4 : Compression.zstd(3);
    Random random = new Random(7);
    int plainBytes = 16384;
    try (ClusterCodec codecs = new ClusterCodec();
        Arena arena = Arena.ofConfined()) {
      MemorySegment plain = arena.allocate(plainBytes);
      MemorySegment stored = arena.allocate(ClusterCodec.maxStoredBytes(plainBytes));
      MemorySegment guarded = arena.allocate(plainBytes + 4096);
      plain.copyFrom(MemorySegment.ofArray(text(plainBytes, 3)));
      int length = codecs.compress(how, plain, stored);
      byte[] good = stored.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      codecs.decompress(codec, stored.asSlice(0, length), guarded.asSlice(0, plainBytes));
      assertEquals(-1, plain.mismatch(guarded.asSlice(0, plainBytes)));
      for (int round = 0; round < 20_000; round++) {
        byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length));
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        stored.copyFrom(MemorySegment.ofArray(bad));
        guarded.asSlice(plainBytes).fill((byte) 0x55);
        int targetBytes = 1 + random.nextInt(plainBytes);
        guarded.asSlice(targetBytes).fill((byte) 0x55);
        try {
          codecs.decompress(codec, stored.asSlice(0, bad.length), guarded.asSlice(0, targetBytes));
        } catch (CorruptBlockException e) {
          assertTrue(e.getMessage() != null);
        }
        for (long i = targetBytes; i < guarded.byteSize(); i++) {
          assertEquals((byte) 0x55, guarded.get(ValueLayout.JAVA_BYTE, i));
        }
      }
    }
  }
}
