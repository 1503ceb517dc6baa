package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.account.Account;
import io.mucca.account.Accounting;
import io.mucca.account.ApplicationCounters;
import io.mucca.account.OperationKind;
import io.mucca.device.BlockDevice;
import io.mucca.device.FilterDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountingTest {
  private static final int BLOCK = 4096;
  private static final int SECTOR = 512;
  private static final RootName MAIN = RootName.volume("main");

  /** Nothing happens unless it is asked for. */
  private static final OpenOptions QUIET =
      new OpenOptions(false, 8 << 20, 32 << 20, 64 << 20, 3_600_000);

  private final MemorySegment buffer = Arena.ofAuto().allocate(1 << 20).fill((byte) 7);
  private MemoryDevice device;
  private VolumeImage image;
  private FileSystem volume;

  @BeforeEach
  void open() throws IOException {
    device = new MemoryDevice(64 << 20, SECTOR);
    VolumeImage.format(device, FormatOptions.DEFAULT);
    open(QUIET);
  }

  private void open(OpenOptions options) throws IOException {
    image = VolumeImage.open(device, options);
    volume = image.openRoot(MAIN, false);
  }

  @AfterEach
  void close() throws IOException {
    volume.close();
    image.close();
  }

  private static long create(FileSystem fs, String name) throws IOException {
    Attributes out = new Attributes();
    fs.createNode(FileSystem.ROOT_INODE, name.getBytes(US_ASCII), 0644, 0, 0, 0, out);
    return out.inode;
  }

  private void write(long file, long offset, long length) throws IOException {
    volume.write(file, offset, buffer.asSlice(0, length));
  }

  private Account now() throws IOException {
    return image.accounting().sinceOpened();
  }

  private WrittenBytes writtenSince(Account before) throws IOException {
    return now().since(before).device().written();
  }

  // ---- categories ----

  @Test
  void oneByteIsOneByteOfDataAndTheRestOfItsBlockIsFiller() throws IOException {
    long file = create(volume, "file");
    write(file, 0, 4 * BLOCK);
    image.checkpoint();
    Account before = now();
    write(file, 2 * BLOCK + 5, 1);
    image.checkpoint();
    WrittenBytes written = writtenSince(before);
    assertEquals(1, written.of(WriteCategory.DATA));
    assertEquals(BLOCK - 1, written.of(WriteCategory.FILLER));
  }

  @Test
  void zerosBehindTheEndOfAFileAreFiller() throws IOException {
    long file = create(volume, "file");
    Account before = now();
    write(file, 0, BLOCK + 100);
    image.checkpoint();
    WrittenBytes written = writtenSince(before);
    assertEquals(BLOCK + 100, written.of(WriteCategory.DATA));
    assertEquals(BLOCK - 100, written.of(WriteCategory.FILLER));
  }

  @Test
  void bytesWrittenAgainBeforeTheyAreFlushedAreDataOnce() throws IOException {
    long file = create(volume, "file");
    write(file, 0, 4 * BLOCK);
    image.checkpoint();
    Account before = now();
    for (int i = 0; i < 10; i++) {
      write(file, 0, 10);
      write(file, 100, 10);
      write(file, 105, 10);
    }
    image.checkpoint();
    WrittenBytes written = writtenSince(before);
    assertEquals(25, written.of(WriteCategory.DATA));
    assertEquals(BLOCK - 25, written.of(WriteCategory.FILLER));
    assertEquals(300, now().since(before).application().bytesWritten());
  }

  @Test
  void zerosOfATruncationAreFiller() throws IOException {
    long file = create(volume, "file");
    write(file, 0, 4 * BLOCK);
    Account before = now();
    volume.truncate(file, 3 * BLOCK + 10, new Attributes());
    image.checkpoint();
    assertEquals(3 * BLOCK + 10, writtenSince(before).of(WriteCategory.DATA));
  }

  @Test
  void compressedBytesAreDividedAsThoseThatTheyStandFor() throws IOException {
    image.setCompression("main", Compression.LZ4);
    long file = create(volume, "file");
    write(file, 0, 8 * BLOCK);
    image.checkpoint();
    Account before = now();
    write(file, BLOCK, 3 * BLOCK);
    image.checkpoint();
    long length = writtenSince(before).of(WriteCategory.DATA);
    assertTrue(length > 30 && length < SECTOR, () -> "compressed to " + length + " bytes");
    assertEquals(SECTOR - length, writtenSince(before).of(WriteCategory.FILLER));

    before = now();
    write(file, BLOCK + 10, 2 * BLOCK);
    image.checkpoint();
    long expected = Math.round(length * 2 / 3.0);
    assertEquals(expected, writtenSince(before).of(WriteCategory.DATA));
    assertEquals(SECTOR - expected, writtenSince(before).of(WriteCategory.FILLER));
  }

  @Test
  void recordAndItsPaddingFillWholeSectors() throws IOException {
    long file = create(volume, "file");
    write(file, 0, 4 * BLOCK);
    volume.fsync(file);
    Account before = now();
    write(file, 0, 1);
    volume.fsync(file);
    WrittenBytes written = writtenSince(before);
    long record = written.of(WriteCategory.LOG_RECORD);
    assertTrue(record > 40 && record < 100, () -> "a record of " + record + " bytes");
    assertEquals(SECTOR - record, written.of(WriteCategory.LOG_PADDING));
    assertEquals(SECTOR, written.total());
    assertEquals(40 + SECTOR - record, written.ofRoot(WriteShares.IMAGE));
  }

  @Test
  void overwriteAndFsyncIsABlockAndASector() throws IOException {
    long file = create(volume, "file");
    write(file, 0, 16 * BLOCK);
    volume.fsync(file);
    image.checkpoint();
    Account before = now();
    write(file, 3 * BLOCK, BLOCK);
    volume.fsync(file);
    Account between = now().since(before);
    assertEquals(BLOCK, between.device().bytesWritten(WriteCategory.DATA));
    assertEquals(0, between.device().bytesWritten(WriteCategory.FILLER));
    assertEquals(BLOCK + SECTOR, between.device().totalBytesWritten());
    assertEquals(1.125, between.writeAmplification());
    assertEquals(1, between.device().syncs());
  }

  // ---- causes ----

  @Test
  void everyCauseCountsWhatItMakesTheDeviceWrite() throws IOException {
    long file = create(volume, "file");
    write(file, 0, BLOCK);
    Account before = now();
    volume.fsync(file);
    assertOnly(WriteCause.FSYNC, before);

    before = now();
    write(file, 0, BLOCK);
    image.snapshot(RootName.parse("main@one"));
    assertOnly(WriteCause.SNAPSHOT, before);

    before = now();
    image.destroy(RootName.parse("main@one"));
    image.awaitDeletions();
    assertOnly(WriteCause.DELETE, before);

    before = now();
    long other = create(volume, "other");
    write(other, 0, BLOCK);
    volume.rename(
        FileSystem.ROOT_INODE,
        "other".getBytes(US_ASCII),
        FileSystem.ROOT_INODE,
        "file".getBytes(US_ASCII));
    assertOnly(WriteCause.ORDERING, before);

    before = now();
    image.checkpoint();
    assertOnly(WriteCause.REQUEST, before);
  }

  private void assertOnly(WriteCause cause, Account before) throws IOException {
    WrittenBytes written = writtenSince(before);
    assertTrue(written.total() > 0, () -> cause + " has written nothing");
    assertEquals(written.total(), written.of(cause), () -> "not only " + cause + ": " + written);
  }

  @Test
  void backgroundWritesSayWhatTheyAreFor() throws Exception {
    close();
    device = new MemoryDevice(64 << 20, SECTOR);
    VolumeImage.format(device, FormatOptions.DEFAULT);
    open(new OpenOptions(false, 8 << 20, 32 << 20, 64 << 20, 1));
    long file = create(volume, "file");
    write(file, 0, BLOCK);
    await(WriteCause.COMMIT_INTERVAL);
    while (now().device().written().of(WriteCause.LOG_FULL) == 0) {
      write(file, 0, BLOCK);
      volume.fsync(file);
    }
    MemoryDevice medium = device.copy();
    close();
    device = medium;
    open(new OpenOptions(false, 8 << 20, 32 << 20, 4 << 20, 3_600_000));
    for (int i = 0; i < 16; i++) {
      write(file, (long) i << 20, 1 << 20);
    }
    await(WriteCause.MEMORY_PRESSURE);
  }

  private void await(WriteCause cause) throws IOException, InterruptedException {
    while (now().device().written().of(cause) == 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void replayOfTheLogIsRecovery() throws IOException {
    long file = create(volume, "file");
    write(file, 0, 4 * BLOCK);
    write(file, 5, 1);
    volume.fsync(file);
    write(file, BLOCK + 5, 1);
    volume.fsync(file);
    MemoryDevice crashed = device.copy();
    try (VolumeImage recovered = VolumeImage.open(crashed, QUIET)) {
      WrittenBytes written = recovered.accounting().sinceOpened().device().written();
      assertEquals(written.total(), written.of(WriteCause.RECOVERY));
      assertEquals(1, written.of(WriteCategory.DATA));
      assertEquals(BLOCK - 1, written.of(WriteCategory.FILLER));
      assertTrue(written.of(WriteCategory.SUPERBLOCK) > 0);
    }
  }

  // ---- roots ----

  @Test
  void bytesBelongToTheRootThatTheyWereWrittenFor() throws IOException {
    long other = image.createVolume("other", Owner.ROOT).id();
    long main = image.root(MAIN).id();
    image.checkpoint();
    Account before = now();
    try (FileSystem fs = image.openRoot(RootName.volume("other"), false)) {
      long file = create(fs, "file");
      fs.write(file, 0, buffer.asSlice(0, 3 * BLOCK));
      fs.fsync(file);
      image.checkpoint();
    }
    Account between = now().since(before);
    WrittenBytes written = between.device().written();
    assertEquals(3 * BLOCK, written.ofRoot(other, WriteCategory.DATA));
    assertEquals(SECTOR, written.ofRoot(other, WriteCategory.TREE_LEAF));
    assertTrue(written.ofRoot(other, WriteCategory.LOG_RECORD) > 0);
    assertEquals(0, written.ofRoot(main));
    assertEquals(SECTOR, written.ofRoot(WriteShares.IMAGE, WriteCategory.TREE_LEAF));
    assertEquals(
        Map.of(other, new ApplicationCounters(3 * BLOCK, 1, 0, 0, 1)), between.applications());
  }

  @Test
  void rootsThatAreGoneShareOneAccount() throws IOException {
    image.createVolume("other", Owner.ROOT);
    long id = image.root(RootName.volume("other")).id();
    try (FileSystem fs = image.openRoot(RootName.volume("other"), false)) {
      long file = create(fs, "file");
      fs.write(file, 0, buffer.asSlice(0, 3 * BLOCK));
      fs.fsync(file);
    }
    Account before = now();
    long written = before.device().written().ofRoot(id, WriteCategory.DATA);
    assertEquals(3 * BLOCK, written);
    image.destroy(RootName.volume("other"));
    image.awaitDeletions();
    Account after = now();
    assertEquals(0, after.device().written().ofRoot(id));
    assertEquals(
        written, after.device().written().ofRoot(WrittenBytes.DESTROYED, WriteCategory.DATA));
    assertEquals(written, after.application(WrittenBytes.DESTROYED).bytesWritten());
    assertEquals(0, after.since(before).application().bytesWritten());
    assertEquals(0, writtenSince(before).of(WriteCategory.DATA));
  }

  // ---- programs ----

  @Test
  void callsOfProgramsAreCountedAndTimed() throws IOException {
    Accounting before = image.accounting();
    long file = create(volume, "file");
    write(file, 0, 100);
    volume.append(file, buffer.asSlice(0, 20));
    assertEquals(120, volume.read(file, 0, buffer.asSlice(0, BLOCK)));
    volume.fsync(file);
    image.snapshot(RootName.parse("main@one"));
    Accounting between = image.accounting().since(before);
    assertEquals(new ApplicationCounters(120, 2, 120, 1, 1), between.sinceOpened().application());
    assertEquals(1, between.operations(OperationKind.CREATE).count());
    assertEquals(2, between.operations(OperationKind.WRITE).count());
    assertEquals(1, between.operations(OperationKind.READ).count());
    assertEquals(1, between.operations(OperationKind.FSYNC).count());
    assertEquals(1, between.operations(OperationKind.SNAPSHOT).count());
    assertEquals(6, between.operationCount());
    assertTrue(between.operations(OperationKind.FSYNC).totalNanos() > 0);
    assertEquals("main", between.rootNames().get(image.root(MAIN).id()));
  }

  // ---- from one time to the next ----

  @Test
  void countsGoOnAfterARemountWhereTheyEnded() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    BytesDevice medium = new BytesDevice(new MemoryDevice(64 << 20, SECTOR));
    VolumeImage.format(medium, FormatOptions.DEFAULT);
    OpenOptions options = new OpenOptions(false, 1 << 20, 256 << 10, 4 << 20, 50);
    Account last = Account.NONE;
    for (int round = 0; round < 5; round++) {
      VolumeImage used = VolumeImage.open(lastingDevice(medium), options);
      Account found = used.accounting().sinceFormatted();
      if (round > 0) {
        assertSame(last, found, seed);
      }
      for (int step = 0; step < 40; step++) {
        work(used, random);
      }
      if (random.nextBoolean()) {
        used.checkpoint();
      }
      used.close();
      last = used.accounting().sinceFormatted();
      assertSumsAgree(last, medium.written.get(), seed);
    }
  }

  /** All but reads, of which the last come after the last checkpoint. */
  private static void assertSame(Account expected, Account actual, long seed) {
    assertEquals(
        expected.device().written(), actual.device().written(), () -> "written, seed " + seed);
    assertEquals(
        expected.device().writes(), actual.device().writes(), () -> "writes, seed " + seed);
    assertEquals(expected.device().syncs(), actual.device().syncs(), () -> "syncs, seed " + seed);
    assertEquals(
        expected.applications(), actual.applications(), () -> "applications, seed " + seed);
  }

  /** Closing an image closes its device. */
  private static BlockDevice lastingDevice(BlockDevice device) {
    return new FilterDevice(device) {
      @Override
      public void close() {
        // It is opened again.
      }
    };
  }

  @Test
  void imageThatIsOnlyOpenedIsNotWrittenTo() throws IOException {
    close();
    BytesDevice medium = new BytesDevice(new MemoryDevice(64 << 20, SECTOR));
    VolumeImage.format(medium, FormatOptions.DEFAULT);
    long before = medium.written.get();
    image = VolumeImage.open(lastingDevice(medium), QUIET);
    volume = image.openRoot(MAIN, false);
    volume.getAttributes(FileSystem.ROOT_INODE, new Attributes());
    close();
    assertEquals(before, medium.written.get());
    assertEquals(before, image.accounting().sinceFormatted().device().totalBytesWritten());
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "lz4"})
  void logTellsOfWhatACrashCut(String compression) throws IOException {
    image.setCompression("main", Compression.find(compression).orElseThrow());
    long file = create(volume, "file");
    write(file, 0, 4 * BLOCK);
    volume.fsync(file);
    image.checkpoint();
    Account before = image.accounting().sinceFormatted();
    write(file, 0, 2 * BLOCK);
    volume.fsync(file);
    write(file, 3 * BLOCK, 5);
    volume.fsync(file);
    Account crashed = image.accounting().sinceFormatted().since(before);
    try (VolumeImage recovered = VolumeImage.open(device.copy(), QUIET)) {
      Accounting accounting = recovered.accounting();
      WrittenBytes found =
          accounting
              .sinceFormatted()
              .since(accounting.sinceOpened())
              .since(before)
              .device()
              .written();
      assertEquals(found.total(), found.of(WriteCause.BEFORE_CRASH));
      assertEquals(crashed.device().totalBytesWritten(), found.total());
      for (WriteCategory category : WriteCategory.values()) {
        assertEquals(
            crashed.device().bytesWritten(category), found.of(category), category.toString());
      }
      assertEquals(
          2 * BLOCK + 5, accounting.sinceFormatted().since(before).application().bytesWritten());
    }
  }

  // ---- all of it ----

  /** Counts bytes for itself. */
  private static final class BytesDevice extends FilterDevice {
    private final AtomicLong written = new AtomicLong();

    BytesDevice(BlockDevice delegate) {
      super(delegate);
    }

    @Override
    public void write(long offsetBytes, MemorySegment source, WriteCategory category)
        throws IOException {
      written.addAndGet(source.byteSize());
      super.write(offsetBytes, source, category);
    }
  }

  @Test
  void everySumIsWhatTheDeviceWasGivenWhateverHappens() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    MemoryDevice medium = new MemoryDevice(64 << 20, SECTOR);
    VolumeImage.format(medium, FormatOptions.DEFAULT);
    OpenOptions options = new OpenOptions(false, 1 << 20, 256 << 10, 4 << 20, 50);
    for (int round = 0; round < 4; round++) {
      BytesDevice counted = new BytesDevice(medium);
      MemoryDevice crashed;
      MemoryDevice whole;
      try (VolumeImage used = VolumeImage.open(counted, options)) {
        for (int step = 0; step < 60; step++) {
          work(used, random);
        }
        crashed = medium.copy();
        used.checkpoint();
        assertSumsAgree(used.accounting().sinceOpened(), counted.written.get(), seed);
        whole = medium.copy();
      }
      medium = random.nextBoolean() ? crashed : whole;
    }
  }

  private void work(VolumeImage used, Random random) throws IOException {
    List<RootInfo> volumes =
        new ArrayList<>(used.roots().stream().filter(root -> !root.isSnapshot()).toList());
    RootName name = volumes.get(random.nextInt(volumes.size())).name();
    switch (random.nextInt(10)) {
      case 0 -> used.cloneRoot(name, List.of("clone" + random.nextLong(1L << 40)), true);
      case 1 -> destroyOne(used, random);
      case 2 -> used.checkpoint();
      case 3 ->
          used.setCompression(
              name.volume(), random.nextBoolean() ? Compression.OFF : Compression.LZ4);
      default -> {
        try (FileSystem fs = used.openRoot(name, false)) {
          writeSome(fs, random);
        }
      }
    }
  }

  private static void destroyOne(VolumeImage used, Random random) throws IOException {
    List<RootInfo> clones =
        used.roots().stream().filter(root -> !root.name().equals(MAIN)).toList();
    if (!clones.isEmpty()) {
      used.destroy(clones.get(random.nextInt(clones.size())).name());
    }
  }

  private void writeSome(FileSystem fs, Random random) throws IOException {
    long file = create(fs, "file" + random.nextLong(1L << 40));
    for (int i = 0; i < 5; i++) {
      int length = 1 + random.nextInt(random.nextBoolean() ? 10 : 100_000);
      fs.write(file, random.nextInt(200_000), buffer.asSlice(0, length));
      if (random.nextInt(3) == 0) {
        fs.fsync(file);
      }
    }
    fs.truncate(file, random.nextInt(200_000), new Attributes());
  }

  static void assertSumsAgree(Account account, long given, long seed) {
    WrittenBytes written = account.device().written();
    long byCategory = 0;
    for (WriteCategory category : WriteCategory.values()) {
      byCategory += written.of(category);
    }
    long byCause = 0;
    for (WriteCause cause : WriteCause.values()) {
      byCause += written.of(cause);
    }
    long byRoot = written.roots().stream().mapToLong(written::ofRoot).sum();
    assertEquals(given, byCategory, () -> "by category, seed " + seed);
    assertEquals(given, byCause, () -> "by cause, seed " + seed);
    assertEquals(given, byRoot, () -> "by root, seed " + seed);
  }
}
