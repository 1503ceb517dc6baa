package io.mucca.fs;

import static io.mucca.fs.SampleImage.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.BlockPointer;
import io.mucca.block.Superblock;
import io.mucca.btree.TreeScan;
import io.mucca.device.BlockDevice;
import io.mucca.device.FilterDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.fs.DamagedBlock.AffectedFile;
import io.mucca.fs.DamagedBlock.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScrubberTest {
  private static final ScrubOptions FAST = ScrubOptions.DEFAULT.withBytesPerSecond(0);

  /** In the file "large", in a part that no root has written anew. */
  private static final long SHARED_OFFSET = 60_000;

  private static MemoryDevice full;

  @BeforeAll
  static void makeImage() throws IOException {
    full = SampleImage.full();
  }

  private static ScrubReport scrub(BlockDevice device) throws IOException {
    try (HeldCheckpoint held = HeldCheckpoint.newest(device)) {
      return Scrubber.scrub(held, FAST, state(held), ScrubProgress.NONE);
    }
  }

  private static ScrubState state(HeldCheckpoint held) {
    return ScrubState.begin(held, Instant.EPOCH);
  }

  private static void flip(BlockDevice device, long block, int offset) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(SampleImage.BLOCK_SIZE, 512);
      long at = block * SampleImage.BLOCK_SIZE;
      device.read(at, bytes);
      byte old = bytes.get(ValueLayout.JAVA_BYTE, offset);
      bytes.set(ValueLayout.JAVA_BYTE, offset, (byte) (old ^ 1));
      device.write(at, bytes, WriteCategory.DATA);
    }
  }

  private static long lookup(MemoryDevice device, RootName root, String... path)
      throws IOException {
    try (VolumeImage image = VolumeImage.open(device.copy(), SampleImage.OPTIONS);
        FileSystem files = image.openRoot(root, true)) {
      Attributes out = new Attributes();
      out.inode = FileSystem.ROOT_INODE;
      for (String name : path) {
        files.lookup(out.inode, name(name), out);
      }
      return out.inode;
    }
  }

  @Test
  void soundImageIsReadAsAWhole() throws IOException {
    ScrubReport report = scrub(full);
    assertEquals(ScrubReport.End.COMPLETE, report.end());
    assertEquals(List.of(), report.damaged());
    assertEquals(report.totalBytes(), report.verifiedBytes());
  }

  @Test
  void blocksThatRootsShareAreReadOnce() throws IOException {
    ReadCounter counter = new ReadCounter(full);
    ScrubReport report;
    try (HeldCheckpoint held = HeldCheckpoint.newest(counter)) {
      counter.bytes = 0;
      report = Scrubber.scrub(held, FAST, state(held), ScrubProgress.NONE);
    }
    assertTrue(counter.bytes <= report.totalBytes(), counter.bytes + " bytes were read");
  }

  @Test
  void damagedContentIsNamedInEveryRoot() throws IOException {
    long inode = lookup(full, RootName.parse("main@first"), "directory", "large");
    MemoryDevice device = full.copy();
    long block = blockOf(device, "main@first", inode, SHARED_OFFSET);
    flip(device, block, 17);
    ScrubReport report = scrub(device);
    assertEquals(1, report.damagedCount());
    DamagedBlock damaged = report.damaged().getFirst();
    assertEquals(Kind.DATA, damaged.kind());
    assertEquals(block, damaged.address());
    Set<String> named = new TreeSet<>();
    for (AffectedFile file : damaged.files()) {
      assertEquals(inode, file.inode());
      assertEquals(SHARED_OFFSET / 512 * 512, file.offsetBytes());
      named.add(file.root() + ":" + file.path());
    }
    assertEquals(
        Set.of(
            "main:null",
            "main@first:/directory/large",
            "main@second:/directory/large",
            "other:/directory/large",
            "same:/directory/large",
            "same2:/directory/large"),
        named);
    assertEquals(report.totalBytes() - SampleImage.BLOCK_SIZE, report.verifiedBytes());
  }

  @Test
  void allNamesOfAFileAreFound() throws IOException {
    long inode = lookup(full, RootName.volume("main"), "hard");
    InodePaths paths = new InodePaths(newScan(full), rootPointer(full, "main"), Long.MAX_VALUE);
    paths.want(inode, inode);
    paths.find();
    Set<String> found = new TreeSet<>();
    paths.found(inode, inode).forEach(each -> found.add(each.path()));
    assertEquals(Set.of("/hard", "/moved/inline", "/moved/link"), found);
  }

  @Test
  void everyDamagedNodeIsFoundWithItsFiles() throws IOException {
    long inode = lookup(full, RootName.volume("main"), "many", "file1000");
    int namings = 0;
    for (BlockPointer pointer : MetadataMap.of(full).nodes()) {
      MemoryDevice device = full.copy();
      flip(device, pointer.address(), 40);
      ScrubReport report = scrub(device);
      assertEquals(1, report.damagedCount(), () -> report.damaged().toString());
      DamagedBlock damaged = report.damaged().getFirst();
      assertEquals(Kind.NODE, damaged.kind());
      assertEquals(pointer.address(), damaged.address());
      assertTrue(damaged.what().startsWith("tree node of "), damaged::what);
      namings +=
          (int)
              damaged.files().stream()
                  .filter(file -> file.inode() == inode && "/many/file1000".equals(file.path()))
                  .count();
    }
    assertTrue(namings > 0, "no node holds the file");
  }

  @Test
  void damagedSuperblockAndCountsAreFound() throws IOException {
    MemoryDevice device = full.copy();
    long generation = HeldCheckpoint.newest(device).info().generation();
    flip(device, (generation - 1) % 4 * (16 << 10) / SampleImage.BLOCK_SIZE, 100);
    assertEquals(Kind.SUPERBLOCK, scrub(device).damaged().getFirst().kind());
  }

  // ---- pauses ----

  @Test
  void pausedScrubGoesOnWhereItWas() throws IOException {
    ReadCounter counter = new ReadCounter(full);
    long whole = bytesRead(counter, null).read();
    Part first = bytesRead(counter, (done, total, _) -> done < total / 2);
    assertEquals(ScrubReport.End.PAUSED, first.report().end());
    counter.bytes = 0;
    ScrubReport report;
    try (HeldCheckpoint held = HeldCheckpoint.newest(counter)) {
      ScrubState state = ScrubState.read(new ByteArrayInputStream(first.state()), held);
      counter.bytes = 0;
      report = Scrubber.scrub(held, FAST, state, ScrubProgress.NONE);
    }
    assertEquals(ScrubReport.End.COMPLETE, report.end());
    assertEquals(report.totalBytes(), report.verifiedBytes());
    assertTrue(counter.bytes < whole, counter.bytes + " of " + whole);
  }

  private record Part(ScrubReport report, long read, byte[] state) {}

  private static Part bytesRead(ReadCounter counter, @Nullable ScrubProgress progress)
      throws IOException {
    try (HeldCheckpoint held = HeldCheckpoint.newest(counter)) {
      counter.bytes = 0;
      ScrubState state = state(held);
      ScrubReport report =
          Scrubber.scrub(held, FAST, state, progress == null ? ScrubProgress.NONE : progress);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      state.write(out);
      return new Part(report, counter.bytes, out.toByteArray());
    }
  }

  @Test
  void whatWasWrittenDuringThePauseIsReadToo() throws IOException {
    Part first = bytesRead(new ReadCounter(full), null);
    MemoryDevice changed =
        SampleImage.with(
            full,
            image -> {
              try (FileSystem files = image.openRoot(RootName.volume("other"), false)) {
                Attributes out = new Attributes();
                files.lookup(FileSystem.ROOT_INODE, name("directory"), out);
                files.lookup(out.inode, name("large"), out);
                files.write(out.inode, 0, SampleImage.content(250_000));
              }
              image.destroy(RootName.parse("main@first"));
              image.awaitDeletions();
            });
    long inode = lookup(changed, RootName.volume("other"), "directory", "large");
    long block = blockOf(changed, "other", inode, 0);
    flip(changed, block, 9);
    try (HeldCheckpoint held = HeldCheckpoint.newest(changed)) {
      ScrubState state = ScrubState.read(new ByteArrayInputStream(first.state()), held);
      ScrubReport report = Scrubber.scrub(held, FAST, state, ScrubProgress.NONE);
      assertEquals(1, report.damagedCount(), () -> report.damaged().toString());
      assertEquals(block, report.damaged().getFirst().address());
    }
  }

  /** Where the block of a file lies that holds a byte. */
  private static long blockOf(BlockDevice device, String root, long inode, long offset)
      throws IOException {
    long index = offset / SampleImage.BLOCK_SIZE;
    Superblock superblock = HeldCheckpoint.newest(device).superblock();
    List<Extent> extents = new ArrayList<>();
    newScan(device)
        .walk(
            rootPointer(device, root),
            superblock.generation(),
            new ItemVisitor() {
              @Override
              public void item(
                  long high, long low, byte[] page, int offset, int length, boolean isFirst)
                  throws IOException {
                if (high == ItemKey.high(inode, ItemKey.EXTENT)) {
                  extents.add(Extent.decode(low, new ByteReader().of(page, offset, length)));
                }
              }
            });
    for (Extent extent : extents) {
      if (extent.first() <= index && index < extent.end()) {
        return extent.address() + index - extent.first();
      }
    }
    throw new AssertionError("there is a hole");
  }

  private static TreeScan newScan(BlockDevice device) throws IOException {
    Superblock superblock = HeldCheckpoint.newest(device).superblock();
    return new TreeScan(device, superblock.geometry(), superblock.volumeIdLow(), 1 << 20);
  }

  private static BlockPointer rootPointer(BlockDevice device, String volume) throws IOException {
    Superblock superblock = HeldCheckpoint.newest(device).superblock();
    List<RootItem.Fields> roots = new ArrayList<>();
    newScan(device)
        .walk(
            superblock.rootsPointer(),
            superblock.generation(),
            new ItemVisitor() {
              @Override
              public void item(
                  long high, long low, byte[] page, int offset, int length, boolean isFirst)
                  throws IOException {
                if (!AccountItem.isKey(high)) {
                  byte[] value = Arrays.copyOfRange(page, offset, offset + length);
                  roots.add(RootItem.decode(high, value));
                }
              }
            });
    return roots.stream()
        .filter(root -> root.name().equals(RootName.parse(volume)) && !root.deleting())
        .findFirst()
        .orElseThrow()
        .pointer();
  }

  /** Looks at the items of a sound image. */
  private abstract static class ItemVisitor implements TreeScan.Visitor {
    @Override
    public void damaged(
        BlockPointer pointer, TreeScan.KeyRange keys, String reason, boolean isFirst) {
      throw new AssertionError(reason);
    }
  }

  @Test
  void stateOfAnotherImageIsRefused() throws IOException {
    byte[] state = bytesRead(new ReadCounter(full), null).state();
    try (HeldCheckpoint held = HeldCheckpoint.newest(SampleImage.format(16 << 20))) {
      assertThrows(IOException.class, () -> ScrubState.read(new ByteArrayInputStream(state), held));
    }
    try (HeldCheckpoint held = HeldCheckpoint.newest(full)) {
      byte[] damaged = state.clone();
      damaged[damaged.length / 2] ^= 1;
      assertThrows(
          IOException.class, () -> ScrubState.read(new ByteArrayInputStream(damaged), held));
    }
  }

  @Test
  void scrubEndsWhenTheImageIsClosed() throws IOException {
    VolumeImage image = VolumeImage.open(full.copy(), SampleImage.OPTIONS);
    try (HeldCheckpoint held = image.holdCheckpoint()) {
      ScrubReport report =
          Scrubber.scrub(
              held,
              FAST,
              state(held),
              (done, total, _) -> {
                if (done > total / 2) {
                  close(image);
                }
                return true;
              });
      assertEquals(ScrubReport.End.INTERRUPTED, report.end());
      assertEquals(0, report.damagedCount());
    }
  }

  private static void close(VolumeImage image) {
    try {
      image.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Counts what is read. */
  private static final class ReadCounter extends FilterDevice {
    long bytes;

    ReadCounter(BlockDevice device) {
      super(device);
    }

    @Override
    public void read(long offset, MemorySegment target) throws IOException {
      bytes += target.byteSize();
      super.read(offset, target);
    }
  }
}
