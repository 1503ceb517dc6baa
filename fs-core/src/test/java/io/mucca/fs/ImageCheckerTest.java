package io.mucca.fs;

import static io.mucca.fs.SampleImage.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.LittleEndian;
import io.mucca.block.LogAnchor;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.Cursor;
import io.mucca.btree.Tree;
import io.mucca.device.BlockDevice;
import io.mucca.device.FilterDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.fs.CheckReport.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImageCheckerTest {
  private static final long SUPERBLOCK_SLOT_BYTES = 16 << 10;
  private static final long SPACE_MAP_OFFSET = 64 << 10;
  private static final long SPACE_MAP_SLOT_BYTES = 4096;

  /** What a slot of the space map has where few counts are above 2. */
  private static final int SPACE_MAP_WRITTEN_BYTES = 2112;

  private static MemoryDevice full;

  @BeforeAll
  static void makeImage() throws IOException {
    full = SampleImage.full();
  }

  // ---- sound images ----

  @Test
  void newImageIsClean() throws IOException {
    requireKinds(Set.of(), SampleImage.format(4 << 20));
  }

  @Test
  void imageWithAllKindsOfThingsIsClean() throws IOException {
    CheckReport report = requireKinds(Set.of(), full);
    assertTrue(report.isClean());
    assertEquals(7, report.rootCount());
    assertTrue(report.inodeCount() > SampleImage.MANY, report::toString);
    assertTrue(report.dataBlockCount() > 400, report::toString);
    long data = report.dataBlockCount() * SampleImage.BLOCK_SIZE;
    assertTrue(report.verifiedBytes() > data, report::toString);
  }

  @Test
  void imageIsCleanAfterItsOrphansAreFreed() throws IOException {
    MemoryDevice opened =
        SampleImage.with(full, image -> image.openRoot(RootName.volume("main"), false).close());
    CheckReport before = requireKinds(Set.of(), full);
    CheckReport after = requireKinds(Set.of(), opened);
    assertTrue(after.inodeCount() < before.inodeCount());
  }

  @Test
  void checkWithoutDataReadsOnlyMetadata() throws IOException {
    CheckOptions options = CheckOptions.DEFAULT.withVerifyData(false);
    CheckReport report = ImageChecker.check(full, options, CheckProgress.NONE);
    assertTrue(report.isClean(), report::toString);
    CheckReport whole = SampleImage.check(full);
    assertEquals(
        whole.verifiedBytes() - whole.dataBlockCount() * SampleImage.BLOCK_SIZE,
        report.verifiedBytes());
  }

  @Test
  void progressEndsWithAllBlocks() throws IOException {
    long[] last = new long[2];
    ImageChecker.check(
        full,
        CheckOptions.DEFAULT,
        (done, total) -> {
          last[0] = done;
          last[1] = total;
        });
    assertEquals(last[1], last[0]);
  }

  @Test
  void checkNeverWrites() throws IOException {
    MemoryDevice before = full.copy();
    SampleImage.check(full);
    assertEquals(-1, read(before).mismatch(read(full)));
  }

  @Test
  void recordsThatTheNextMountReplaysAreCounted() throws IOException {
    MemoryDevice used = SampleImage.format(4 << 20);
    MemoryDevice killed;
    try (VolumeImage image = VolumeImage.open(used, SampleImage.OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      files.createNode(FileSystem.ROOT_INODE, name("file"), 0644, 1, 2, 0, out);
      files.fsync(out.inode);
      files.write(out.inode, 0, SampleImage.content(10_000));
      files.fsync(out.inode);
      assertTrue(image.statistics().logUsedBytes() > 0);
      killed = used.copy();
    }
    assertEquals(2, requireKinds(Set.of(), killed).logRecordCount());
    assertEquals(0, requireKinds(Set.of(), used.copy()).logRecordCount());
  }

  @Test
  void recordsOfAnImageInUseAreNotCounted() throws IOException {
    try (VolumeImage image = VolumeImage.open(SampleImage.format(4 << 20), SampleImage.OPTIONS);
        HeldCheckpoint held = image.holdCheckpoint()) {
      image.createVolume("new", Owner.ROOT);
      CheckReport report = ImageChecker.check(held, CheckOptions.DEFAULT, CheckProgress.NONE);
      assertEquals(0, report.logRecordCount());
    }
  }

  @Test
  void logThatCannotBeReadIsReported() throws IOException {
    MemoryDevice device = SampleImage.format(4 << 20);
    LogAnchor log = SuperblockStore.readAll(device).getFirst().log();
    long begin = log.address() * SampleImage.BLOCK_SIZE;
    long end = begin + (long) log.blockCount() * SampleImage.BLOCK_SIZE;
    BlockDevice broken =
        new FilterDevice(device) {
          @Override
          public void read(long offsetBytes, MemorySegment target) throws IOException {
            if (offsetBytes >= begin && offsetBytes < end) {
              throw new IOException("bad sector");
            }
            super.read(offsetBytes, target);
          }
        };
    CheckReport report = SampleImage.check(broken);
    assertEquals(Set.of(Kind.LOG), report.problemCounts().keySet(), report::toString);
    assertTrue(report.problems().getFirst().message().contains("bad sector"));
  }

  // ---- bytes that changed ----

  @Test
  void everyDamagedNodeIsReported() throws IOException {
    for (BlockPointer pointer : MetadataMap.of(full).nodes()) {
      MemoryDevice device = full.copy();
      flip(device, offset(pointer) + pointer.lengthBytes() / 2, 4);
      CheckReport report = SampleImage.check(device);
      Set<Kind> kinds = report.problemCounts().keySet();
      assertEquals(1, report.problemCounts().get(Kind.NODE), () -> report.problems().toString());
      assertTrue(
          EnumSet.of(Kind.NODE, Kind.NOT_VERIFIABLE).containsAll(kinds),
          () -> "block " + pointer.address() + ": " + report.problems());
    }
  }

  @Test
  void damagedContentIsReportedOnceWithItsFile() throws IOException {
    long[] address = new long[1];
    ImageEditor.edit(full, (core, root, tree) -> address[0] = anyExtent(tree).address());
    MemoryDevice device = full.copy();
    flip(device, address[0] * SampleImage.BLOCK_SIZE + 17, 1);
    CheckReport report = requireKinds(Set.of(Kind.DATA), device);
    assertEquals(1, report.problemCount());
    assertTrue(report.problems().getFirst().message().contains("block " + address[0] + ","));
    CheckOptions withoutData = CheckOptions.DEFAULT.withVerifyData(false);
    assertTrue(ImageChecker.check(device, withoutData, CheckProgress.NONE).isClean());
  }

  @Test
  void damagedOlderSuperblockIsReported() throws IOException {
    long generation = SuperblockStore.readAll(full).getFirst().generation();
    MemoryDevice device = full.copy();
    flip(device, (generation - 1) % 4 * SUPERBLOCK_SLOT_BYTES + 100, 1);
    requireKinds(Set.of(Kind.SUPERBLOCK), device);
  }

  @Test
  void damagedNewestSuperblockIsReported() throws IOException {
    long generation = SuperblockStore.readAll(full).getFirst().generation();
    MemoryDevice device = full.copy();
    flip(device, generation % 4 * SUPERBLOCK_SLOT_BYTES + 100, 1);
    assertTrue(SampleImage.check(device).problemCounts().containsKey(Kind.SUPERBLOCK));
  }

  @Test
  void imageWithoutASoundSuperblockCannotBeChecked() throws IOException {
    MemoryDevice device = full.copy();
    for (int slot = 0; slot < 4; slot++) {
      flip(device, slot * SUPERBLOCK_SLOT_BYTES + 100, 1);
    }
    assertThrows(CorruptBlockException.class, () -> SampleImage.check(device));
  }

  @Test
  void damagedSpaceMapIsReportedAndTheTreesAreCheckedAllTheSame() throws IOException {
    MemoryDevice device = full.copy();
    for (int slot = 0; slot < 4; slot++) {
      flip(device, SPACE_MAP_OFFSET + slot * SPACE_MAP_SLOT_BYTES + 100, 1);
    }
    CheckReport report = requireKinds(Set.of(Kind.SPACE_MAP, Kind.NOT_VERIFIABLE), device);
    assertEquals(SampleImage.check(full).inodeCount(), report.inodeCount());
  }

  /**
   * Every byte that the newest checkpoint stands on: superblocks, the space map's versions that it
   * and the two before it have, and tree nodes.
   */
  @Test
  void everyFlippedByteOfMetadataIsNoticed() throws IOException {
    MemoryDevice device = small();
    List<Superblock> superblocks = SuperblockStore.readAll(device);
    long newest = superblocks.getFirst().generation();
    assertEquals(4, superblocks.size());
    for (int slot = 0; slot < 4; slot++) {
      requireNoticed(device, slot * SUPERBLOCK_SLOT_BYTES, Superblock.ENCODED_BYTES);
    }
    int versions = 0;
    for (int slot = 0; slot < 4; slot++) {
      long offset = SPACE_MAP_OFFSET + slot * SPACE_MAP_SLOT_BYTES;
      long generation = read(device).get(ValueLayout.JAVA_LONG_UNALIGNED, offset + 24);
      if (generation > newest - 3) {
        versions++;
        requireNoticed(device, offset, SPACE_MAP_WRITTEN_BYTES);
      }
    }
    assertEquals(3, versions);
    List<BlockPointer> nodes = MetadataMap.of(device).nodes();
    assertTrue(nodes.size() > 3, nodes::toString);
    for (BlockPointer pointer : nodes) {
      requireNoticed(device, offset(pointer), pointer.lengthBytes());
    }
  }

  /**
   * An image of the least size, with few nodes, whose space map has a version of four checkpoints.
   */
  private static MemoryDevice small() throws IOException {
    MemoryDevice device = SampleImage.format(1 << 20);
    for (int i = 0; i < 4; i++) {
      String name = "file" + i;
      device =
          SampleImage.with(
              device,
              image -> {
                try (FileSystem files = image.openRoot(RootName.volume("main"), false)) {
                  Attributes out = new Attributes();
                  files.createNode(FileSystem.ROOT_INODE, name(name), 0644, 1, 2, 0, out);
                  files.write(out.inode, 0, SampleImage.content(200));
                  files.createNode(FileSystem.ROOT_INODE, name(name + "l"), 0644, 1, 2, 0, out);
                  files.write(out.inode, 0, SampleImage.content(2000));
                  byte[] value = new byte[600];
                  files.setXattr(
                      out.inode, name("user.x"), value, FileSystem.XattrMode.CREATE_OR_REPLACE);
                }
              });
    }
    return device;
  }

  private static void requireNoticed(MemoryDevice device, long offset, int length)
      throws IOException {
    CheckOptions options = CheckOptions.DEFAULT.withVerifyData(false);
    for (int i = 0; i < length; i++) {
      int mask = 1 << (i & 7);
      flip(device, offset + i, mask);
      boolean clean;
      try {
        clean = ImageChecker.check(device, options, CheckProgress.NONE).isClean();
      } catch (IOException e) {
        clean = false; // it cannot be opened at all
      }
      long at = offset + i;
      assertFalse(clean, () -> "the flipped byte at " + at + " is not noticed");
      flip(device, offset + i, mask);
    }
  }

  // ---- nodes with right checksums ----

  @Test
  void nodesWhoseKeysAreOutOfPlaceAreReported() throws IOException {
    MemoryDevice device = full.copy();
    NodePatcher patcher = new NodePatcher(device);
    int first = NodePatcher.HEADER_BYTES + NodePatcher.KEY_BYTES;
    int second = first + NodePatcher.CHILD_BYTES;
    patcher.patch(
        patcher.find(1, second + BlockPointer.ENCODED_BYTES),
        node -> {
          byte[] pointer = Arrays.copyOfRange(node, first, first + BlockPointer.ENCODED_BYTES);
          System.arraycopy(node, second, node, first, pointer.length);
          System.arraycopy(pointer, 0, node, second, pointer.length);
        });
    CheckReport report = requireKinds(EnumSet.of(Kind.NODE, Kind.NOT_VERIFIABLE), device);
    assertEquals(2, report.problemCounts().get(Kind.NODE));
  }

  @Test
  void nodeOfAWrongLevelIsReported() throws IOException {
    MemoryDevice device = full.copy();
    NodePatcher patcher = new NodePatcher(device);
    patcher.patch(patcher.find(0, 3000), node -> node[NodePatcher.LEVEL_OFFSET] = 3);
    requireKinds(EnumSet.of(Kind.NODE, Kind.NOT_VERIFIABLE), device);
  }

  @Test
  void nodesOfALaterGenerationThanTheirParentAreReported() throws IOException {
    MemoryDevice device = full.copy();
    NodePatcher patcher = new NodePatcher(device);
    patcher.patch(
        patcher.find(1, 0), node -> LittleEndian.putLong(node, NodePatcher.GENERATION_OFFSET, 1));
    CheckReport report = requireKinds(EnumSet.of(Kind.NODE, Kind.NOT_VERIFIABLE), device);
    assertTrue(report.problemCounts().get(Kind.NODE) > 1, report::toString);
  }

  // ---- counts ----

  @Test
  void wrongReferenceCountIsReported() throws IOException {
    CheckReport report =
        edited(
            EnumSet.of(Kind.REFERENCE_COUNT),
            (core, root, tree) -> core.space.increment(anyExtent(tree).address(), 2));
    assertEquals(1, report.problemCount());
    assertTrue(report.problems().getFirst().message().matches("blocks \\d+\\.\\.\\d+: .*"));
    edited(
        EnumSet.of(Kind.REFERENCE_COUNT),
        (core, root, tree) -> core.space.decrement(anyExtent(tree).address(), 1));
  }

  @Test
  void contentInATreeNodeIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.OVERLAP, Kind.REFERENCE_COUNT, Kind.DATA),
        (core, root, tree) -> {
          Extent old = anyExtent(tree);
          Cursor cursor = cursorAtExtent(tree);
          long node = MetadataMap.of(full).nodes().getLast().address();
          Extent wrong = new Extent(old.first(), node, old.count(), old.birth(), old.checksums());
          put(tree, cursor.keyHigh(), cursor.keyLow(), wrong::encode);
        });
  }

  // ---- inodes and names ----

  @Test
  void wrongLinkCountIsReported() throws IOException {
    editedInode(EnumSet.of(Kind.LINK), "hard", inode -> inode.linkCount++);
    editedInode(EnumSet.of(Kind.LINK), "many", inode -> inode.linkCount++);
    editedInode(EnumSet.of(Kind.ORPHAN, Kind.LINK), "null", inode -> inode.linkCount = 0);
  }

  @Test
  void wrongParentIsReported() throws IOException {
    editedInode(EnumSet.of(Kind.LINK), "many", inode -> inode.parent = inode.number);
  }

  @Test
  void directoriesInACircleAreReported() throws IOException {
    edited(
        EnumSet.of(Kind.LINK),
        (core, root, tree) -> {
          Inode outer = inode(core, tree, "directory");
          Inode inner = inode(core, tree, "moved");
          move(core, tree, "directory", outer, inner);
          move(core, tree, "moved", inner, outer);
        });
  }

  /** Takes a directory out of the root directory and puts it into another one. */
  private static void move(ImageCore core, Tree tree, String name, Inode moved, Inode into)
      throws IOException {
    Inode rootDirectory = new Inode();
    Inodes.get(tree, FileSystem.ROOT_INODE, rootDirectory);
    removeEntry(core, tree, name);
    rootDirectory.size--;
    rootDirectory.linkCount--;
    Inodes.put(tree, rootDirectory);
    long hash = core.nameHash.of(name(name));
    Directory.add(
        tree, into.number, name(name), hash, into.nextCookie++, moved.number, FileMode.DIRECTORY);
    into.size++;
    into.linkCount++;
    moved.parent = into.number;
    Inodes.put(tree, into);
    Inodes.put(tree, moved);
  }

  @Test
  void entryWithoutItsHashIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.DIRECTORY),
        (core, root, tree) ->
            tree.remove(
                ItemKey.high(FileSystem.ROOT_INODE, ItemKey.ENTRY_HASH),
                core.nameHash.of(name("null"))));
  }

  @Test
  void hashWithoutItsEntryIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.DIRECTORY, Kind.LINK),
        (core, root, tree) ->
            tree.remove(
                ItemKey.high(FileSystem.ROOT_INODE, ItemKey.ENTRY),
                rootEntry(core, tree, "null").cookie()));
  }

  @Test
  void wrongHashIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.DIRECTORY),
        (core, root, tree) -> {
          long cookie = rootEntry(core, tree, "null").cookie();
          long high = ItemKey.high(FileSystem.ROOT_INODE, ItemKey.ENTRY_HASH);
          tree.remove(high, core.nameHash.of(name("null")));
          put(tree, high, 77, writer -> writer.putVarint(cookie));
        });
  }

  @Test
  void nameThatIsThereTwiceIsReported() throws IOException {
    editedByAnotherName("null");
  }

  private void editedByAnotherName(String name) throws IOException {
    edited(
        EnumSet.of(Kind.DIRECTORY),
        (core, root, tree) -> {
          Inode inode = inode(core, tree, "null");
          inode.linkCount++;
          Inodes.put(tree, inode);
          addRootEntry(core, tree, name, inode.number, FileMode.CHARACTER_DEVICE);
        });
  }

  @Test
  void nameThatCannotBeOneIsReported() throws IOException {
    editedByAnotherName("a/b");
  }

  @Test
  void entryOfAnInodeThatDoesNotExistIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.DIRECTORY),
        (core, root, tree) -> addRootEntry(core, tree, "bad", 123456, FileMode.REGULAR));
  }

  @Test
  void entryWithAWrongTypeIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.DIRECTORY),
        (core, root, tree) -> {
          Directory.Entry entry = rootEntry(core, tree, "null");
          Directory.put(
              tree,
              FileSystem.ROOT_INODE,
              name("null"),
              entry.cookie(),
              entry.inode(),
              FileMode.FIFO);
        });
  }

  @Test
  void directoryThatContradictsItsEntriesIsReported() throws IOException {
    editedInode(EnumSet.of(Kind.DIRECTORY), "many", inode -> inode.size--);
    editedInode(EnumSet.of(Kind.DIRECTORY), "many", inode -> inode.nextCookie = 9);
  }

  @Test
  void inodeThatIsWronglyAnOrphanIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.ORPHAN),
        (core, root, tree) -> {
          long number = inode(core, tree, "null").number;
          tree.put(ItemKey.ORPHANS, number, new byte[0]);
        });
    edited(
        EnumSet.of(Kind.ORPHAN),
        (core, root, tree) -> tree.put(ItemKey.ORPHANS, 123456, new byte[0]));
  }

  @Test
  void orphanThatIsNotListedIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.ORPHAN),
        (core, root, tree) -> {
          Cursor cursor = new Cursor();
          tree.seekCeiling(cursor, ItemKey.ORPHANS, 0);
          tree.remove(ItemKey.ORPHANS, cursor.keyLow());
        });
  }

  // ---- content ----

  @Test
  void contentThatContradictsItsInodeIsReported() throws IOException {
    editedInode(EnumSet.of(Kind.CONTENT), "hard", inode -> inode.inline = false);
    editedInode(EnumSet.of(Kind.CONTENT), "hard", inode -> inode.size = 100);
    editedInode(EnumSet.of(Kind.CONTENT), "hard", inode -> inode.blockCount = 1);
    editedInode(EnumSet.of(Kind.CONTENT), "symbolic", inode -> inode.size--);
    editedInode(EnumSet.of(Kind.CONTENT), "fifo", inode -> inode.blockCount++);
    editedInode(EnumSet.of(Kind.CONTENT), "fifo", inode -> inode.size = 1000);
    editedInode(EnumSet.of(Kind.INODE), "null", inode -> inode.size = 1000);
  }

  @Test
  void blobWithAGapIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.CONTENT),
        (core, root, tree) -> {
          long high = ItemKey.high(inode(core, tree, "symbolic").number, ItemKey.INLINE);
          tree.remove(high, 0);
        });
  }

  @Test
  void extentsThatOverlapAreReported() throws IOException {
    edited(
        EnumSet.of(Kind.CONTENT, Kind.ROOT, Kind.DATA),
        (core, root, tree) -> {
          long high = cursorAtExtent(tree).keyHigh();
          Extent extent = anyExtent(tree);
          Extent again =
              new Extent(extent.first() + 1, extent.address(), 1, extent.birth(), new int[1]);
          core.space.increment(again.address(), 1);
          put(tree, high, again.first(), again::encode);
        });
  }

  @Test
  void extentOutOfBoundsIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.CONTENT, Kind.ROOT),
        (core, root, tree) -> {
          long high = ItemKey.high(inode(core, tree, "fifo").number, ItemKey.EXTENT);
          Extent wrong = new Extent(0, 1L << 40, 1, 1L << 40, new int[1]);
          put(tree, high, 0, wrong::encode);
        });
  }

  @Test
  void damagedXattrsAreReported() throws IOException {
    edited(
        EnumSet.of(Kind.XATTR),
        (core, root, tree) -> {
          long high = ItemKey.high(inode(core, tree, "null").number, ItemKey.XATTR);
          put(tree, high, 256, writer -> writer.putVarint(1).putByte('a').putVarint(0));
        });
    edited(
        EnumSet.of(Kind.XATTR),
        (core, root, tree) -> {
          long high = ItemKey.high(inode(core, tree, "null").number, ItemKey.XATTR);
          put(tree, high, 257, writer -> writer.putVarint(0));
        });
  }

  // ---- items ----

  @Test
  void unknownItemsAreReported() throws IOException {
    edited(
        EnumSet.of(Kind.ITEM),
        (core, root, tree) ->
            tree.put(ItemKey.high(inode(core, tree, "null").number, 200), 5, new byte[3]));
    edited(EnumSet.of(Kind.ITEM), (core, root, tree) -> tree.put(3, 5, new byte[3]));
    edited(
        EnumSet.of(Kind.ITEM, Kind.ROOT),
        (core, root, tree) -> tree.put(ItemKey.high(99999, ItemKey.XATTR), 5, new byte[3]));
  }

  @Test
  void damagedInodeItemIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.INODE),
        (core, root, tree) ->
            tree.put(
                ItemKey.high(inode(core, tree, "null").number, ItemKey.INODE), 0, new byte[3]));
  }

  @Test
  void damagedExtentItemIsReported() throws IOException {
    edited(
        EnumSet.of(Kind.ITEM, Kind.NOT_VERIFIABLE, Kind.ROOT),
        (core, root, tree) -> {
          Cursor cursor = cursorAtExtent(tree);
          tree.put(cursor.keyHigh(), cursor.keyLow(), new byte[] {1, 2, 3});
        });
  }

  // ---- roots ----

  @Test
  void wrongTotalsOfARootAreReported() throws IOException {
    edited(EnumSet.of(Kind.ROOT), (core, root, tree) -> root.inodeCount++);
    edited(EnumSet.of(Kind.ROOT), (core, root, tree) -> root.referencedBytes -= 512);
    edited(EnumSet.of(Kind.ROOT), (core, root, tree) -> root.nextInode = 50);
  }

  @Test
  void problemsOfOneKindAreCountedAndNotAllListed() throws IOException {
    CheckReport report =
        edited(
            EnumSet.of(Kind.ORPHAN),
            (core, root, tree) -> {
              for (int i = 0; i < 150; i++) {
                tree.put(ItemKey.ORPHANS, 100_000 + i, new byte[0]);
              }
            });
    assertEquals(150, report.problemCount());
    assertEquals(CheckReport.MAX_LISTED, report.problems().size());
  }

  // ---- helpers ----

  private static CheckReport requireKinds(Set<Kind> kinds, BlockDevice device) throws IOException {
    CheckReport report = SampleImage.check(device);
    assertEquals(kinds, report.problemCounts().keySet(), () -> report.problems().toString());
    return report;
  }

  private static CheckReport edited(Set<Kind> kinds, ImageEditor.Edit edit) throws IOException {
    return requireKinds(kinds, ImageEditor.edit(full, edit));
  }

  /** What is done to an inode that is in the root directory. */
  @FunctionalInterface
  private interface InodeEdit {
    void apply(Inode inode);
  }

  private static void editedInode(Set<Kind> kinds, String name, InodeEdit edit) throws IOException {
    edited(
        kinds,
        (core, root, tree) -> {
          Inode inode = inode(core, tree, name);
          edit.apply(inode);
          Inodes.put(tree, inode);
        });
  }

  static Directory.Entry rootEntry(ImageCore core, Tree tree, String name) throws IOException {
    long hash = core.nameHash.of(name(name));
    Directory.Entry entry = Directory.find(tree, FileSystem.ROOT_INODE, name(name), hash);
    if (entry == null) {
      throw new AssertionError("there is no " + name);
    }
    return entry;
  }

  static Inode inode(ImageCore core, Tree tree, String name) throws IOException {
    Inode inode = new Inode();
    Inodes.get(tree, rootEntry(core, tree, name).inode(), inode);
    return inode;
  }

  private static void removeEntry(ImageCore core, Tree tree, String name) throws IOException {
    long cookie = rootEntry(core, tree, name).cookie();
    Directory.remove(tree, FileSystem.ROOT_INODE, core.nameHash.of(name(name)), cookie);
  }

  static void addRootEntry(ImageCore core, Tree tree, String name, long inode, int type)
      throws IOException {
    Inode directory = new Inode();
    Inodes.get(tree, FileSystem.ROOT_INODE, directory);
    long hash = core.nameHash.of(name(name));
    Directory.add(
        tree, FileSystem.ROOT_INODE, name(name), hash, directory.nextCookie++, inode, type);
    directory.size++;
    Inodes.put(tree, directory);
  }

  /** The first extent of several blocks. */
  static Cursor cursorAtExtent(Tree tree) throws IOException {
    Cursor cursor = new Cursor();
    boolean more = tree.seekCeiling(cursor, 0, 0);
    while (more) {
      if (ItemKey.type(cursor.keyHigh()) == ItemKey.EXTENT && extent(cursor).count() > 1) {
        return cursor;
      }
      more = tree.next(cursor);
    }
    throw new AssertionError("there is no extent");
  }

  static Extent anyExtent(Tree tree) throws IOException {
    return extent(cursorAtExtent(tree));
  }

  private static Extent extent(Cursor cursor) throws IOException {
    byte[] value = cursor.copyValue();
    return Extent.decode(cursor.keyLow(), new ByteReader().of(value, 0, value.length));
  }

  /** Puts the value of an item together. */
  @FunctionalInterface
  interface Encoder {
    void encode(ByteWriter writer);
  }

  static void put(Tree tree, long high, long low, Encoder encoder) throws IOException {
    ByteWriter writer = new ByteWriter(64);
    encoder.encode(writer);
    tree.put(high, low, writer.toByteArray());
  }

  private static long offset(BlockPointer pointer) {
    return pointer.address() * SampleImage.BLOCK_SIZE;
  }

  static void flip(BlockDevice device, long offset, int mask) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long sector = offset / device.sectorSize() * device.sectorSize();
      int at = (int) (offset - sector);
      MemorySegment bytes = arena.allocate(device.sectorSize(), device.sectorSize());
      device.read(sector, bytes);
      byte old = bytes.get(ValueLayout.JAVA_BYTE, at);
      bytes.set(ValueLayout.JAVA_BYTE, at, (byte) (old ^ mask));
      device.write(sector, bytes, WriteCategory.DATA);
    }
  }

  private static MemorySegment read(BlockDevice device) throws IOException {
    MemorySegment bytes = Arena.ofAuto().allocate(device.sizeBytes(), 4096);
    device.read(0, bytes);
    return bytes;
  }
}
