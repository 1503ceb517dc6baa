package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.TreeScan;
import io.mucca.device.BlockDevice;
import io.mucca.fs.CheckReport.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies every invariant of an image that nobody uses, at its newest checkpoint, and never
 * writes.
 *
 * <p>Nothing that is read is trusted: damage is reported, left out, and the check goes on with the
 * rest. Every tree node and every block of content is counted and verified once, however many roots
 * share it; what a tree says is verified for each root, but for roots that share all of a tree
 * once.
 *
 * <p>Memory: two bytes and the exact counts above 2 for each block, 16 bytes for each node, and
 * what {@link RootCheck} needs for the largest root.
 */
public final class ImageChecker {
  private static final String WHERE = "image";

  private final Superblock superblock;
  private final Geometry geometry;
  private final Findings findings;
  private final @Nullable SpaceMap space;
  private final BlockCensus census;
  private final TreeScan scan;

  /** What was found in the trees of roots, by the place of their root node. */
  private final Map<BlockPointer, RootCheck.Totals> totals = new HashMap<>();

  private ImageChecker(
      Superblock superblock,
      Findings findings,
      @Nullable SpaceMap space,
      BlockCensus census,
      TreeScan scan) {
    this.superblock = superblock;
    this.geometry = superblock.geometry();
    this.findings = findings;
    this.space = space;
    this.census = census;
    this.scan = scan;
  }

  /**
   * Checks an image.
   *
   * @throws io.mucca.block.NotAnImageException if there is no superblock
   * @throws io.mucca.block.UnsupportedFormatException if a later version or an unknown feature is
   *     needed
   * @throws CorruptBlockException if no superblock is sound, so that there is nothing to begin with
   */
  public static CheckReport check(BlockDevice device, CheckOptions options, CheckProgress progress)
      throws IOException {
    Findings findings = new Findings();
    List<Superblock> superblocks = SuperblockStore.readAll(device);
    for (int slot : SuperblockStore.unsoundSlots(device)) {
      findings.add(Kind.SUPERBLOCK, WHERE, "superblock slot " + slot + " is damaged");
    }
    Superblock newest = superblocks.getFirst();
    SpaceMap space = loadSpaceMaps(device, superblocks, findings);
    try (BlockCensus census =
        new BlockCensus(
            device,
            newest.geometry(),
            options,
            findings,
            progress,
            options.verifyData() ? usedBlocks(newest) : 0)) {
      TreeScan scan =
          new TreeScan(device, newest.geometry(), newest.volumeIdLow(), options.nodeCacheBytes());
      return new ImageChecker(newest, findings, space, census, scan).run();
    }
  }

  private static long usedBlocks(Superblock superblock) {
    Geometry geometry = superblock.geometry();
    return Math.max(0, geometry.blockCount() - geometry.firstDataBlock() - superblock.freeBlocks());
  }

  /**
   * Reads the counts of the newest checkpoint, and of those that could be fallen back to; returns
   * the newest, or null if it is damaged.
   */
  private static @Nullable SpaceMap loadSpaceMaps(
      BlockDevice device, List<Superblock> superblocks, Findings findings) throws IOException {
    SpaceMap newest = null;
    int last = Math.min(superblocks.size(), SpaceMap.RETAINED + 1);
    for (int i = 0; i < last; i++) {
      Superblock superblock = superblocks.get(i);
      try {
        SpaceMap map = SpaceMap.load(device, superblock.geometry(), superblock);
        newest = i == 0 ? map : newest;
      } catch (CorruptBlockException e) {
        String checkpoint = "checkpoint " + superblock.generation() + ": ";
        findings.add(Kind.SPACE_MAP, WHERE, checkpoint + e.getMessage());
      }
    }
    return newest;
  }

  private CheckReport run() throws IOException {
    List<RootItem.Fields> roots = readRoots();
    for (RootItem.Fields root : roots) {
      checkTree(root, root.deleting());
    }
    for (RootItem.Fields root : roots) {
      checkTotals(root);
    }
    if (space != null) {
      census.compare(space);
    } else {
      findings.add(
          Kind.NOT_VERIFIABLE, WHERE, "reference counts, because the space map is damaged");
    }
    return new CheckReport(
        superblock.generation(),
        roots.size(),
        census.nodeCount(),
        totals.values().stream().mapToLong(RootCheck.Totals::inodeCount).sum(),
        census.dataBlockCount(),
        census.verifiedBytes(),
        findings.problems(),
        findings.counts());
  }

  // ---- trees ----

  /** Takes what a walk comes across in any tree to the census and to the list of problems. */
  private abstract class TreeVisitor implements TreeScan.Visitor {
    private final String where;

    TreeVisitor(String where) {
      this.where = where;
    }

    String where() {
      return where;
    }

    @Override
    public void reference(BlockPointer pointer) {
      census.addReference(pointer);
    }

    @Override
    public void node(BlockPointer pointer) {
      census.addNode(pointer);
    }

    @Override
    public void damaged(BlockPointer pointer, String reason, boolean isFirst) {
      census.missPointers();
      if (isFirst) {
        findings.add(Kind.NODE, where, reason);
      }
    }
  }

  // ---- the tree of roots ----

  private List<RootItem.Fields> readRoots() throws IOException {
    List<RootItem.Fields> roots = new ArrayList<>();
    census.addReference(superblock.rootsPointer());
    scan.walk(
        superblock.rootsPointer(),
        superblock.generation(),
        new TreeVisitor("tree of roots") {
          @Override
          public void item(
              long high, long low, byte[] page, int offset, int length, boolean isFirst) {
            try {
              byte[] value = Arrays.copyOfRange(page, offset, offset + length);
              roots.add(RootItem.decode(high, value));
            } catch (CorruptBlockException e) {
              findings.add(Kind.ROOT, where(), String.valueOf(e.getMessage()));
              census.missPointers();
            }
          }
        });
    checkNames(roots);
    return roots;
  }

  private void checkNames(List<RootItem.Fields> roots) {
    Set<RootName> names = new HashSet<>();
    for (RootItem.Fields root : roots) {
      if (!root.deleting() && !names.add(root.name())) {
        addRootProblem(root, "another root has this name, too");
      }
      if (root.id() <= 0 || root.id() >= superblock.nextRootId()) {
        addRootProblem(
            root, "has id %d, and %d is the next".formatted(root.id(), superblock.nextRootId()));
      }
    }
    for (RootItem.Fields root : roots) {
      boolean isSnapshot = root.name().snapshot() != null;
      if (isSnapshot
          && !root.deleting()
          && !names.contains(RootName.volume(root.name().volume()))) {
        addRootProblem(root, "there is no such volume");
      }
      if (isSnapshot && !root.readOnly()) {
        addRootProblem(root, "is a snapshot and not read-only");
      }
    }
  }

  private void addRootProblem(RootItem.Fields root, String message) {
    findings.add(Kind.ROOT, root.name().toString(), message);
  }

  // ---- the trees of roots ----

  /**
   * Walks the tree of a root.
   *
   * @param isPartial the root is being deleted: its tree lacks its end, and nobody can see it
   */
  private void checkTree(RootItem.Fields root, boolean isPartial) throws IOException {
    census.addReference(root.pointer());
    if (!isPartial && totals.containsKey(root.pointer())) {
      return;
    }
    String where = root.name().toString();
    RootCheck check =
        new RootCheck(
            findings,
            where,
            geometry,
            superblock.generation(),
            new NameHash(superblock.hashSeed()));
    scan.walk(
        root.pointer(),
        superblock.generation(),
        new TreeVisitor(where) {
          @Override
          public void item(
              long high, long low, byte[] page, int offset, int length, boolean isFirst) {
            if (isFirst && ItemKey.type(high) == ItemKey.EXTENT) {
              count(high, low, page, offset, length, where);
            }
            if (!isPartial) {
              check.addItem(high, low, page, offset, length);
            }
          }

          @Override
          public void damaged(BlockPointer pointer, String reason, boolean isFirst) {
            super.damaged(pointer, reason, isFirst);
            check.missItems();
          }
        });
    if (!isPartial) {
      totals.put(root.pointer(), check.finish());
    }
  }

  private void count(long high, long low, byte[] page, int offset, int length, String where) {
    try {
      Extent extent = Extent.decode(low, new ByteReader().of(page, offset, length));
      census.addExtent(extent, ItemKey.inode(high), where);
    } catch (CorruptBlockException e) {
      findings.add(Kind.ITEM, where, String.valueOf(e.getMessage()));
      census.missPointers();
    }
  }

  private void checkTotals(RootItem.Fields root) {
    RootCheck.Totals found = totals.get(root.pointer());
    if (root.deleting() || found == null || !found.isComplete()) {
      return;
    }
    if (root.inodeCount() != found.inodeCount()) {
      addRootProblem(
          root, "has %d inodes, its item says %d".formatted(found.inodeCount(), root.inodeCount()));
    }
    long bytes = found.blockCount() * geometry.blockSize();
    if (root.referencedBytes() != bytes) {
      addRootProblem(
          root,
          "has %d bytes in blocks, its item says %d".formatted(bytes, root.referencedBytes()));
    }
    if (root.nextInode() <= found.lastInode()) {
      addRootProblem(
          root, "has inode %d, and %d is the next".formatted(found.lastInode(), root.nextInode()));
    }
  }
}
