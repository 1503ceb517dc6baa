package io.mucca.fs;

import static io.mucca.fs.ImageCheckerTest.addRootEntry;
import static io.mucca.fs.ImageCheckerTest.anyExtent;
import static io.mucca.fs.ImageCheckerTest.cursorAtExtent;
import static io.mucca.fs.ImageCheckerTest.flip;
import static io.mucca.fs.ImageCheckerTest.inode;
import static io.mucca.fs.ImageCheckerTest.put;
import static io.mucca.fs.ImageCheckerTest.rootEntry;
import static io.mucca.fs.SampleImage.name;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.BlockPointer;
import io.mucca.block.BlockRange;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.block.Zone;
import io.mucca.btree.Cursor;
import io.mucca.device.MemoryDevice;
import io.mucca.fs.CheckReport.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImageRepairTest {
  private static final long SUPERBLOCK_SLOT_BYTES = 16 << 10;
  private static final long SPACE_MAP_OFFSET = 64 << 10;
  private static final long SPACE_MAP_SLOT_BYTES = 4096;

  private static MemoryDevice full;

  @BeforeAll
  static void makeImage() throws IOException {
    full = SampleImage.full();
  }

  private static ImageRepair plan(MemoryDevice device) throws IOException {
    return ImageRepair.plan(device, CheckOptions.DEFAULT, CheckProgress.NONE);
  }

  /** Repairs an image, which must solve everything, and use it as a writer does. */
  private static RepairPlan repair(MemoryDevice device) throws IOException {
    assertFalse(SampleImage.check(device).isClean(), "nothing is wrong");
    ImageRepair repair = plan(device);
    RepairPlan plan = repair.plan();
    assertTrue(plan.actionCount() > 0, plan::toString);
    assertEquals(List.of(), plan.left());
    repair.apply();
    requireClean(device);
    requireClean(
        SampleImage.with(
            device,
            image -> {
              try (FileSystem files = image.openRoot(RootName.volume("main"), false)) {
                Attributes out = new Attributes();
                files.createNode(FileSystem.ROOT_INODE, name("new"), 0644, 1, 2, 0, out);
                files.write(out.inode, 0, SampleImage.content(100_000));
              }
              image.snapshot(new RootName("main", "repaired"));
            }));
    return plan;
  }

  private static void requireClean(MemoryDevice device) throws IOException {
    CheckReport report = SampleImage.check(device);
    assertTrue(report.isClean(), () -> report.problems().toString());
  }

  private static RepairPlan repaired(ImageEditor.Edit edit) throws IOException {
    return repair(ImageEditor.edit(full, edit));
  }

  /** What is done to an inode that is in the root directory. */
  @FunctionalInterface
  private interface InodeEdit {
    void apply(Inode inode);
  }

  private static void repairedInode(String name, InodeEdit edit) throws IOException {
    repaired(
        (core, root, tree) -> {
          Inode inode = inode(core, tree, name);
          edit.apply(inode);
          Inodes.put(tree, inode);
        });
  }

  /** Repairs what can be repaired, and leaves something. */
  private static RepairPlan leaves(Kind kind, MemoryDevice device) throws IOException {
    ImageRepair repair = plan(device);
    RepairPlan plan = repair.plan();
    assertTrue(plan.left().stream().anyMatch(each -> each.kind() == kind), plan::toString);
    if (!plan.isEmpty()) {
      repair.apply();
    }
    assertTrue(SampleImage.check(device).problemCounts().containsKey(kind));
    return plan;
  }

  @Test
  void soundImageNeedsNothing() throws IOException {
    RepairPlan plan = plan(full).plan();
    assertTrue(plan.isEmpty(), plan::toString);
    assertTrue(plan.report().isClean());
  }

  @Test
  void planningWritesNothing() throws IOException {
    MemoryDevice damaged =
        ImageEditor.edit(
            full, (core, root, tree) -> core.space.increment(anyExtent(tree).address(), 2));
    MemoryDevice before = damaged.copy();
    assertFalse(plan(damaged).plan().isEmpty());
    assertEquals(-1, bytes(before).mismatch(bytes(damaged)));
  }

  private static MemorySegment bytes(MemoryDevice device) throws IOException {
    MemorySegment bytes = Arena.ofAuto().allocate(device.sizeBytes(), 4096);
    device.read(0, bytes);
    return bytes;
  }

  // ---- counts ----

  @Test
  void countsThatAreTooHighAreLowered() throws IOException {
    repaired((core, root, tree) -> core.space.increment(anyExtent(tree).address(), 2));
  }

  @Test
  void countsThatAreTooLowAreRaised() throws IOException {
    repaired((core, root, tree) -> core.space.decrement(anyExtent(tree).address(), 1));
  }

  @Test
  void usedBlocksThatCountAsFreeAreCountedAgain() throws IOException {
    repaired(
        (core, root, tree) -> {
          Extent extent = anyExtent(tree);
          while (core.space.references(extent.address()) > 0) {
            core.space.decrement(extent.address(), extent.count());
          }
        });
  }

  @Test
  void leakedBlocksAreFreed() throws IOException {
    long free = HeldCheckpoint.newest(full).superblock().freeBlocks();
    MemoryDevice device =
        ImageEditor.edit(
            full,
            (core, root, tree) -> {
              BlockRange range = core.space.reserve(100, Zone.DATA);
              core.space.claim(range.start(), range.count(), 1);
            });
    ImageRepair repair = plan(device);
    repair.apply();
    long freed = HeldCheckpoint.newest(device).superblock().freeBlocks();
    assertTrue(freed > free - 20, freed + " of " + free);
    requireClean(device);
  }

  @Test
  void damagedSpaceMapIsCountedAnew() throws IOException {
    MemoryDevice device = full.copy();
    for (int slot = 0; slot < 4; slot++) {
      flip(device, SPACE_MAP_OFFSET + slot * SPACE_MAP_SLOT_BYTES + 100, 1);
    }
    repair(device);
  }

  @Test
  void newestVersionOfTheSpaceMapIsCountedAnew() throws IOException {
    for (int slot = 0; slot < 4; slot++) {
      MemoryDevice device = full.copy();
      flip(device, SPACE_MAP_OFFSET + slot * SPACE_MAP_SLOT_BYTES + 100, 1);
      if (!SampleImage.check(device).isClean()) {
        repair(device);
      }
    }
  }

  // ---- inodes ----

  @Test
  void attributesThatFollowFromItemsAreSet() throws IOException {
    repairedInode("hard", inode -> inode.linkCount++);
    repairedInode("many", inode -> inode.linkCount++);
    repairedInode("null", inode -> inode.linkCount = 0);
    repairedInode("many", inode -> inode.parent = inode.number);
    repairedInode("many", inode -> inode.size--);
    repairedInode("many", inode -> inode.nextCookie = 9);
    repairedInode("hard", inode -> inode.blockCount = 1);
    repairedInode("fifo", inode -> inode.blockCount++);
  }

  @Test
  void repairKeepsContent() throws IOException {
    MemoryDevice device =
        ImageEditor.edit(
            full,
            (core, root, tree) -> {
              Inode inode = inode(core, tree, "hard");
              inode.linkCount = 77;
              Inodes.put(tree, inode);
            });
    plan(device).apply();
    try (VolumeImage image = VolumeImage.open(device, SampleImage.OPTIONS);
        FileSystem files = image.openRoot(RootName.volume("main"), true)) {
      Attributes out = new Attributes();
      files.lookup(FileSystem.ROOT_INODE, name("hard"), out);
      assertEquals(3, out.linkCount);
      byte[] read = new byte[200];
      files.read(out.inode, 0, MemorySegment.ofArray(read));
      assertEquals(-1, MemorySegment.ofArray(read).mismatch(SampleImage.content(200)));
    }
  }

  @Test
  void wrongAttributesThatRootsShareAreSetInAll() throws IOException {
    MemoryDevice device =
        SampleImage.with(
            ImageEditor.edit(
                full,
                (core, root, tree) -> {
                  Inode inode = inode(core, tree, "many");
                  inode.size--;
                  Inodes.put(tree, inode);
                }),
            image -> {
              image.snapshot(new RootName("main", "wrong"));
              image.cloneRoot(RootName.volume("main"), List.of("wrong"), true);
            });
    repair(device);
  }

  @Test
  void listOfOrphansIsMadeRight() throws IOException {
    repaired(
        (core, root, tree) ->
            tree.put(ItemKey.ORPHANS, inode(core, tree, "null").number, new byte[0]));
    repaired((core, root, tree) -> tree.put(ItemKey.ORPHANS, 123456, new byte[0]));
    repaired(
        (core, root, tree) -> {
          Cursor cursor = new Cursor();
          tree.seekCeiling(cursor, ItemKey.ORPHANS, 0);
          tree.remove(ItemKey.ORPHANS, cursor.keyLow());
        });
  }

  @Test
  void indexOfDirectoriesIsMadeRight() throws IOException {
    long high = ItemKey.high(FileSystem.ROOT_INODE, ItemKey.ENTRY_HASH);
    repaired((core, root, tree) -> tree.remove(high, core.nameHash.of(name("null"))));
    repaired(
        (core, root, tree) -> {
          long cookie = rootEntry(core, tree, "null").cookie();
          tree.remove(high, core.nameHash.of(name("null")));
          put(tree, high, 77, writer -> writer.putVarint(cookie));
        });
    repaired((core, root, tree) -> put(tree, high, 77, writer -> writer.putVarint(5000)));
  }

  @Test
  void itemsOfNoInodeAreRemoved() throws IOException {
    repaired(
        (core, root, tree) -> {
          tree.put(ItemKey.high(99999, ItemKey.XATTR), 0, new byte[3]);
          root.nextInode = 100_000;
        });
    repaired(
        (core, root, tree) -> {
          Extent extent = anyExtent(tree);
          core.space.increment(extent.address(), extent.count());
          put(
              tree,
              ItemKey.high(99999, ItemKey.EXTENT),
              0,
              extent.slice(extent.first(), extent.end())::encode);
          root.nextInode = 100_000;
        });
  }

  @Test
  void totalsOfRootsAreSet() throws IOException {
    repaired((core, root, tree) -> root.inodeCount++);
    repaired((core, root, tree) -> root.referencedBytes -= 512);
    repaired((core, root, tree) -> root.nextInode = 50);
  }

  @Test
  void manyProblemsAreRepairedAtOnce() throws IOException {
    RepairPlan plan =
        repaired(
            (core, root, tree) -> {
              for (int i = 0; i < 1500; i++) {
                tree.put(ItemKey.ORPHANS, 100_000 + i, new byte[0]);
              }
              root.inodeCount = 1;
              core.space.increment(anyExtent(tree).address(), 2);
            });
    assertEquals(RepairPlan.MAX_LISTED, plan.actions().size());
    assertEquals(1502, plan.actionCount());
  }

  // ---- checkpoints ----

  @Test
  void damagedSuperblocksAreCleared() throws IOException {
    long generation = HeldCheckpoint.newest(full).info().generation();
    for (int age = 0; age < 4; age++) {
      MemoryDevice device = full.copy();
      flip(device, (generation - age) % 4 * SUPERBLOCK_SLOT_BYTES + 100, 1);
      repair(device);
    }
  }

  @Test
  void checkpointThatCannotBeMountedIsGivenUp() throws IOException {
    MemoryDevice device = full.copy();
    Superblock newest = SuperblockStore.readAll(device).getFirst();
    flip(device, newest.rootsPointer().address() * SampleImage.BLOCK_SIZE + 40, 1);
    RepairPlan plan = repair(device);
    assertTrue(plan.actions().getFirst().startsWith("go back to checkpoint "), plan::toString);
  }

  @Test
  void imageWithoutARootThatCanBeReadIsLeftAlone() throws IOException {
    MemoryDevice device = full.copy();
    for (Superblock superblock : SuperblockStore.readAll(device)) {
      flip(device, superblock.rootsPointer().address() * SampleImage.BLOCK_SIZE + 40, 1);
    }
    MemoryDevice before = device.copy();
    assertThrows(CorruptBlockException.class, () -> plan(device));
    assertEquals(-1, bytes(before).mismatch(bytes(device)));
  }

  // ---- what is left ----

  @Test
  void damagedContentIsLeft() throws IOException {
    long[] address = new long[1];
    ImageEditor.edit(full, (core, root, tree) -> address[0] = anyExtent(tree).address());
    MemoryDevice device = full.copy();
    flip(device, address[0] * SampleImage.BLOCK_SIZE + 17, 1);
    assertTrue(leaves(Kind.DATA, device).isEmpty());
  }

  @Test
  void damagedNodesAreLeftAndTheRestIsRepaired() throws IOException {
    MemoryDevice wrong = ImageEditor.edit(full, (core, root, tree) -> root.inodeCount++);
    List<BlockPointer> nodes = new ArrayList<>(MetadataMap.of(wrong).nodes());
    int repaired = 0;
    for (BlockPointer pointer : nodes) {
      MemoryDevice device = wrong.copy();
      flip(device, pointer.address() * SampleImage.BLOCK_SIZE + pointer.lengthBytes() / 2, 4);
      try {
        ImageRepair repair = plan(device);
        Set<Kind> before = repair.plan().report().problemCounts().keySet();
        if (!repair.plan().isEmpty()) {
          repair.apply();
          repaired++;
        }
        Set<Kind> after = SampleImage.check(device).problemCounts().keySet();
        assertTrue(before.containsAll(after), () -> before + " became " + after);
      } catch (CorruptBlockException e) {
        // No checkpoint can be mounted without this node.
      }
    }
    assertTrue(repaired > 0, "no damage left anything to repair");
  }

  @Test
  void whatWouldBeGuessedIsLeft() throws IOException {
    leaves(
        Kind.DIRECTORY,
        ImageEditor.edit(
            full, (core, root, tree) -> addRootEntry(core, tree, "bad", 123456, FileMode.REGULAR)));
    leaves(
        Kind.LINK,
        ImageEditor.edit(
            full,
            (core, root, tree) -> {
              long cookie = rootEntry(core, tree, "null").cookie();
              tree.remove(ItemKey.high(FileSystem.ROOT_INODE, ItemKey.ENTRY), cookie);
            }));
    leaves(
        Kind.ITEM,
        ImageEditor.edit(
            full,
            (core, root, tree) -> {
              Cursor cursor = cursorAtExtent(tree);
              tree.put(cursor.keyHigh(), cursor.keyLow(), new byte[] {1, 2, 3});
            }));
  }
}
