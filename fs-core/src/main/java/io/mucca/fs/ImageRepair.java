package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.ItemReferences;
import io.mucca.btree.Tree;
import io.mucca.device.BlockDevice;
import io.mucca.fs.Findings.Repair;
import io.mucca.fs.ImageChecker.Examined;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Repairs an image that nobody uses, as far as the truth can be found out: what the trees hold
 * counts, and whatever says something else about it is made to agree. Nothing is guessed.
 *
 * <p>First all is read and a plan made; then all of it is done in a new checkpoint, and what the
 * log holds in another. Nothing that the old one uses is written over, so that a crash in between
 * leaves the image as it was.
 *
 * <ul>
 *   <li>Where no mount could begin with the newest checkpoint, the one before is taken.
 *   <li>Reference counts become the number of pointers. Where damage may hide pointers, counts are
 *       only raised.
 *   <li>Attributes that follow from items (link counts, sizes of directories, blocks of files,
 *       totals of roots), the index of directories and the lists of orphans are made anew. This
 *       changes snapshots, too: they say the same as before but for what was wrong.
 *   <li>The log stays for the next mount to replay. If that cannot be done even with repaired
 *       trees, the records before the first that is to blame are replayed, and the rest is given
 *       up.
 * </ul>
 */
public final class ImageRepair {
  private final BlockDevice device;
  private final HeldCheckpoint held;
  private final Examined examined;
  private final List<String> actions = new ArrayList<>();
  private final List<CheckReport.Problem> left = new ArrayList<>();
  private final boolean canWrite;
  private final boolean changesTrees;
  private long actionCount;

  private ImageRepair(
      BlockDevice device, HeldCheckpoint newest, HeldCheckpoint held, Examined examined) {
    this.device = device;
    this.held = held;
    this.examined = examined;
    // Without counts nobody knows which blocks are free to be written.
    canWrite = held.space() != null || !examined.missesPointers();
    planFallback(newest);
    planSlots();
    planCounts();
    // Before what may be too much to list.
    planLog();
    planTrees();
    changesTrees = actionCount > (examined.log().damage() == null ? 0 : 1);
    left.addAll(examined.findings().withoutRepair());
  }

  /**
   * Checks an image and plans its repair. Writes nothing.
   *
   * @throws CorruptBlockException if there is no checkpoint to begin with
   */
  public static ImageRepair plan(BlockDevice device, CheckOptions options, CheckProgress progress)
      throws IOException {
    HeldCheckpoint newest = HeldCheckpoint.newest(device);
    HeldCheckpoint held = newest;
    Examined examined = ImageChecker.examine(newest, options, progress);
    for (int steps = 1; !examined.isMountable() && steps <= newest.olderCount(); steps++) {
      HeldCheckpoint older = newest.olderBy(steps);
      Examined examinedOlder = ImageChecker.examine(older, options, progress);
      if (examinedOlder.isMountable() && older.space() != null) {
        held = older;
        examined = examinedOlder;
      }
    }
    if (!examined.isMountable()) {
      throw new CorruptBlockException(
          device.name() + " has no checkpoint whose roots can be read, so nothing can be repaired");
    }
    return new ImageRepair(device, newest, held, examined);
  }

  /** What {@link #apply} will do. */
  public RepairPlan plan() {
    return new RepairPlan(examined.report(), actions, actionCount, left);
  }

  private void plan(String action) {
    actionCount++;
    if (actions.size() < RepairPlan.MAX_LISTED) {
      actions.add(action);
    }
  }

  private void planFallback(HeldCheckpoint newest) {
    if (newest != held) {
      CheckpointInfo lost = newest.info();
      plan(
          "go back to checkpoint %d from %s, because checkpoint %d from %s cannot be mounted; what"
                  .formatted(
                      held.info().generation(), held.info().time(), lost.generation(), lost.time())
              + " was changed in between is lost");
    }
  }

  private void planSlots() {
    for (int slot : held.unsoundSlots()) {
      plan("clear the damaged superblock slot " + slot);
    }
    for (CorruptBlockException damage : held.spaceDamage()) {
      if (held.space() != null || canWrite) {
        plan("give up a damaged space map: " + damage.getMessage());
      }
    }
  }

  private void planCounts() {
    if (held.space() == null && canWrite) {
      plan(
          "count the references to all blocks anew, because the space map is damaged, and give up"
              + " all older checkpoints");
    } else if (!canWrite) {
      left.add(
          new CheckReport.Problem(
              CheckReport.Kind.SPACE_MAP,
              "image",
              "the reference counts are damaged, and so is what they could be counted from; mount"
                  + " the image read-only and copy what it holds"));
    } else if (examined.wrongBlocks() > 0) {
      plan(
          "set the reference counts of %d blocks to the number of pointers to them"
              .formatted(examined.wrongBlocks()));
    }
  }

  private void planTrees() {
    if (canWrite) {
      examined
          .findings()
          .repairs()
          .forEach(repair -> plan(repair.where() + ": " + repair.action()));
    }
  }

  private void planLog() {
    LogTrial log = examined.log();
    if (log.damage() != null) {
      plan(log.action(held.info()));
    } else if (log.obstacle() != null) {
      left.add(
          new CheckReport.Problem(
              CheckReport.Kind.NOT_VERIFIABLE,
              "image",
              "whether the intent log's %d records can be replayed: %s"
                  .formatted(log.recordCount(), log.obstacle().getMessage())));
    }
  }

  // ---- doing it ----

  /**
   * Does what was planned. The image must not have been changed since.
   *
   * @throws io.mucca.block.NoSpaceException if there is no room for the new checkpoint
   */
  public void apply() throws IOException {
    if (!canWrite) {
      throw new IllegalStateException("there are no counts to write by");
    }
    if (changesTrees) {
      repairTrees();
    }
    LogDamagedException damage = examined.log().damage();
    if (damage != null) {
      giveUpLog(damage);
    }
  }

  private void repairTrees() throws IOException {
    Superblock superblock = held.superblock();
    SpaceMap space =
        held.space() == null
            ? SpaceMap.salvage(device, superblock.geometry(), superblock)
            : SpaceMap.load(device, superblock.geometry(), superblock);
    space.correct(examined.tally(), examined.missesPointers());
    ImageCore core =
        new ImageCore(
            device,
            superblock.geometry(),
            space,
            superblock.log(),
            superblock.volumeIdLow(),
            superblock.hashSeed(),
            OpenOptions.DEFAULT,
            InstantSource.system());
    reserveForLog(core, superblock);
    SuperblockStore.eraseNewer(device, superblock);
    SuperblockStore.eraseUnsound(device);
    device.sync();
    Tree rootsTree = new Tree(core.nodes, ItemReferences.NONE, superblock.rootsPointer());
    List<Root> roots = core.treeLock.read(() -> RootTable.read(rootsTree, core.nodes));
    VolumeImage.loadAccounts(core, rootsTree, superblock);
    RootTable table = new RootTable(superblock.nextRootId());
    roots.forEach(table::add);
    Checkpoints checkpoints =
        new Checkpoints(
            core,
            table,
            rootsTree,
            superblock.volumeId(),
            superblock.hashSeed(),
            superblock.generation());
    applyFixes(core, roots, checkpoints);
    // A checkpoint is made of changed roots, and the counts are to be written in any case.
    core.treeLock.modify(() -> roots.forEach(core::markChanged));
    checkpoints.commit();
    giveUpDamagedCheckpoints();
  }

  /** The log stays as it is, for the next mount to replay. */
  private static void reserveForLog(ImageCore core, Superblock superblock) throws IOException {
    LogDecoder decoder = new LogDecoder(core, superblock.generation());
    try {
      LogScan.of(core, decoder, superblock.log(), superblock.volumeIdLow(), ReplayScope.ALL);
    } catch (LogDamagedException e) {
      // What records before this one name is reserved. The others will never be replayed: what is
      // wrong with this one has to do with the counts, which are right now, or with nothing else.
    }
  }

  /**
   * Replays what comes before the first record that cannot be, now that the trees are right, and
   * makes the rest void. More than was planned is not given up: then the next check says so.
   */
  private void giveUpLog(LogDamagedException planned) throws IOException {
    Superblock superblock = SuperblockStore.readAll(device).getFirst();
    LogDamagedException damage = LogTrial.of(device, superblock).damage();
    if (damage != null && damage.sequence() >= planned.sequence()) {
      ReplayScope before = new ReplayScope(damage.sequence(), false);
      VolumeImage.replay(device, superblock, OpenOptions.DEFAULT, before);
    }
  }

  private void applyFixes(ImageCore core, List<Root> roots, Checkpoints checkpoints)
      throws IOException {
    List<RootOfTree> targets = new ArrayList<>();
    for (Root root : roots) {
      targets.add(new RootOfTree(root, root.tree.pointer()));
    }
    List<Repair> repairs = new ArrayList<>(examined.findings().repairs());
    repairs.sort(Comparator.comparing(Repair::phase));
    for (Repair repair : repairs) {
      for (RootOfTree target : targets) {
        if (target.isMeantBy(repair)) {
          repair.fix().apply(core, target.root());
        }
      }
      if (core.nodes.openBytes() > core.options.dirtyTreeBytes()) {
        checkpoints.commit();
      }
    }
  }

  /** A root with the place of its tree before the repair, by which the check knows it. */
  private record RootOfTree(Root root, BlockPointer pointer) {
    boolean isMeantBy(Repair repair) {
      return repair.rootId() == root.id
          || (repair.rootId() == 0 && !root.deleting && repair.tree().equals(pointer));
    }
  }

  /**
   * Older checkpoints that cannot be loaded are no way back, and if there were no counts, nobody
   * knows what of them has been written over.
   */
  private void giveUpDamagedCheckpoints() throws IOException {
    List<Superblock> superblocks = SuperblockStore.readAll(device);
    for (Superblock older : superblocks.subList(1, superblocks.size())) {
      if (held.space() == null || !hasSpaceMap(older)) {
        SuperblockStore.erase(device, older);
      }
    }
    device.sync();
  }

  private boolean hasSpaceMap(Superblock superblock) throws IOException {
    try {
      SpaceMap.load(device, superblock.geometry(), superblock);
      return true;
    } catch (CorruptBlockException e) {
      return false;
    }
  }
}
