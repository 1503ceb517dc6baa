package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.ReferenceTally;
import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
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
import java.util.function.Consumer;

/**
 * Verifies every invariant of an image at one checkpoint, and never writes.
 *
 * <p>Nothing that is read is trusted: damage is reported, left out, and the check goes on with the
 * rest. Every tree node and every block of content is counted and verified once, however many roots
 * share it; what a tree says is verified for each root, but for roots that share all of a tree
 * once.
 *
 * <p>Memory: two bytes and the exact counts above 2 for each block, 16 bytes for each node, and
 * what {@link RootCheck} needs for the largest root; before that, what {@link LogTrial} needs.
 */
public final class ImageChecker {
  private static final String WHERE = "image";

  private final HeldCheckpoint held;
  private final Superblock superblock;
  private final Geometry geometry;
  private final Findings findings;
  private final BlockCensus census;
  private final TreeScan scan;
  private final LogTrial log;

  /** What was found in the trees of roots, by the place of their root node. */
  private final Map<BlockPointer, RootCheck.Totals> totals = new HashMap<>();

  /** Nothing was found that keeps the image from being mounted. */
  private boolean isMountable = true;

  private ImageChecker(
      HeldCheckpoint held, Findings findings, BlockCensus census, TreeScan scan, LogTrial log) {
    this.held = held;
    this.superblock = held.superblock();
    this.geometry = superblock.geometry();
    this.findings = findings;
    this.census = census;
    this.scan = scan;
    this.log = log;
  }

  /**
   * Checks an image that nobody uses.
   *
   * @throws io.mucca.block.NotAnImageException if there is no superblock
   * @throws io.mucca.block.UnsupportedFormatException if a later version or an unknown feature is
   *     needed
   * @throws CorruptBlockException if no superblock is sound, so that there is nothing to begin with
   */
  public static CheckReport check(BlockDevice device, CheckOptions options, CheckProgress progress)
      throws IOException {
    try (HeldCheckpoint held = HeldCheckpoint.newest(device)) {
      return check(held, options, progress);
    }
  }

  /**
   * Checks a checkpoint, also one of an image in use.
   *
   * @throws CheckpointLostException if the checkpoint gave way to the use of the image; nothing is
   *     known then
   */
  public static CheckReport check(HeldCheckpoint held, CheckOptions options, CheckProgress progress)
      throws IOException {
    return examine(held, options, progress).report();
  }

  /**
   * What {@link ImageRepair} needs to know.
   *
   * @param isMountable the tree of roots is whole, and every volume has its root directory
   * @param tally the pointers to each block, as far as they were met
   * @param missesPointers there may be more
   * @param wrongBlocks blocks whose counts are wrong for certain
   * @param log whether it can be replayed
   */
  record Examined(
      CheckReport report,
      Findings findings,
      boolean isMountable,
      ReferenceTally tally,
      boolean missesPointers,
      long wrongBlocks,
      LogTrial log) {}

  static Examined examine(HeldCheckpoint held, CheckOptions options, CheckProgress progress)
      throws IOException {
    Findings findings = new Findings();
    for (int slot : held.unsoundSlots()) {
      findings.count(Kind.SUPERBLOCK, WHERE, "superblock slot " + slot + " is damaged");
    }
    for (CorruptBlockException damage : held.spaceDamage()) {
      findings.count(Kind.SPACE_MAP, WHERE, String.valueOf(damage.getMessage()));
    }
    LogTrial log = held.isInUse() ? LogTrial.NO_RECORDS : tryLog(held, findings);
    Superblock superblock = held.superblock();
    Geometry geometry = superblock.geometry();
    long totalBlocks = options.verifyData() ? held.usedBlocks() : 0;
    try (BlockCensus census =
        new BlockCensus(held.device(), geometry, options, findings, progress, totalBlocks)) {
      TreeScan scan =
          new TreeScan(held.device(), geometry, superblock.volumeIdLow(), options.nodeCacheBytes());
      ImageChecker checker = new ImageChecker(held, findings, census, scan, log);
      CheckReport report = checker.run();
      held.requireHeld();
      return new Examined(
          report,
          findings,
          checker.isMountable,
          census.tally(),
          census.missesPointers(),
          census.wrongBlocks(),
          log);
    }
  }

  /** Does in memory what the next mount will do. */
  private static LogTrial tryLog(HeldCheckpoint held, Findings findings) {
    LogTrial log;
    try {
      log = LogTrial.of(held.device(), held.superblock());
    } catch (IOException e) {
      findings.add(
          Kind.LOG,
          WHERE,
          "the intent log cannot be read, and no mount replays it: " + e.getMessage());
      return LogTrial.NO_RECORDS;
    }
    if (log.damage() != null) {
      findings.count(Kind.LOG, WHERE, log.problem());
    } else if (log.obstacle() != null && log.isObstacleDamage()) {
      findings.add(
          Kind.NOT_VERIFIABLE,
          WHERE,
          "whether the intent log can be replayed: " + log.obstacle().getMessage());
    }
    return log;
  }

  private CheckReport run() throws IOException {
    census.addLog(superblock.log());
    List<RootItem.Fields> roots = readRoots();
    for (RootItem.Fields root : roots) {
      checkTree(root, root.deleting());
    }
    for (RootItem.Fields root : roots) {
      checkTotals(root);
    }
    SpaceMap space = held.space();
    if (space != null) {
      census.compare(space);
    } else {
      findings.add(
          Kind.NOT_VERIFIABLE, WHERE, "reference counts, because the space map is damaged");
    }
    return new CheckReport(
        superblock.generation(),
        superblock.commitTime(),
        roots.size(),
        census.nodeCount(),
        totals.values().stream().mapToLong(RootCheck.Totals::inodeCount).sum(),
        census.dataBlockCount(),
        census.verifiedBytes(),
        log.recordCount(),
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
    public void damaged(
        BlockPointer pointer, TreeScan.KeyRange keys, String reason, boolean isFirst) {
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
              if (AccountItem.isKey(high)) {
                checkAccount(high, low, value);
                return;
              }
              roots.add(RootItem.decode(high, value));
              if (low != 0) {
                throw new CorruptBlockException("a root's item has a wrong key");
              }
            } catch (CorruptBlockException e) {
              findings.add(Kind.ROOT, where(), String.valueOf(e.getMessage()));
              census.missPointers();
              isMountable = false;
            }
          }

          @Override
          public void damaged(
              BlockPointer pointer, TreeScan.KeyRange keys, String reason, boolean isFirst) {
            super.damaged(pointer, keys, reason, isFirst);
            isMountable = false;
          }
        });
    checkNames(roots);
    return roots;
  }

  /** Counts that make no sense keep nobody from the files; the next checkpoint stores others. */
  private void checkAccount(long high, long low, byte[] value) {
    try {
      AccountItem.verify(high, low, value);
    } catch (CorruptBlockException e) {
      findings.add(Kind.ROOT, "tree of roots", String.valueOf(e.getMessage()));
    }
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
    findings.inTree(root.pointer());
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
              long high, long low, byte[] page, int offset, int length, boolean isFirst)
              throws IOException {
            held.requireHeld();
            if (isFirst && ItemKey.type(high) == ItemKey.EXTENT) {
              count(high, low, page, offset, length, where);
            }
            if (!isPartial) {
              check.addItem(high, low, page, offset, length);
            }
          }

          @Override
          public void damaged(
              BlockPointer pointer, TreeScan.KeyRange keys, String reason, boolean isFirst) {
            super.damaged(pointer, keys, reason, isFirst);
            check.missItems();
          }
        });
    if (!isPartial) {
      totals.put(root.pointer(), check.finish());
      isMountable &= check.hasRootDirectory() || root.name().snapshot() != null;
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
      long right = found.inodeCount();
      addTotalProblem(
          root,
          "has %d inodes, its item says %d".formatted(right, root.inodeCount()),
          "set the number of inodes to " + right,
          fixed -> fixed.inodeCount = right);
    }
    long bytes = found.blockCount() * geometry.blockSize();
    if (root.referencedBytes() != bytes) {
      addTotalProblem(
          root,
          "has %d bytes in blocks, its item says %d".formatted(bytes, root.referencedBytes()),
          "set the bytes in blocks to " + bytes,
          fixed -> fixed.referencedBytes = bytes);
    }
    if (root.nextInode() <= found.lastInode()) {
      long right = found.lastInode() + 1;
      addTotalProblem(
          root,
          "has inode %d, and %d is the next".formatted(found.lastInode(), root.nextInode()),
          "set the number of the next inode to " + right,
          fixed -> fixed.nextInode = right);
    }
  }

  private void addTotalProblem(
      RootItem.Fields root, String message, String action, Consumer<Root> change) {
    String where = root.name().toString();
    findings.count(Kind.ROOT, where, message);
    findings.repair(root.id(), where, TreeFix.Phase.TOTALS, action, TreeFixes.root(change));
  }
}
