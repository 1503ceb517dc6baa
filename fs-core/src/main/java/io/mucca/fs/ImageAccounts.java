package io.mucca.fs;

import io.mucca.account.Account;
import io.mucca.account.ApplicationCounters;
import io.mucca.account.Latencies;
import io.mucca.account.LatencyRecorder;
import io.mucca.account.OperationKind;
import io.mucca.block.CheckpointCost;
import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Tree;
import io.mucca.device.CauseScope;
import io.mucca.device.CountingDevice;
import io.mucca.device.DeviceCounters;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what programs ask of an image, finds together with it what the device was given, and keeps
 * both over the times that the image is open.
 *
 * <p>Each checkpoint stores the counts in the tree of roots. What it writes itself is part of them,
 * although it comes later: the nodes of a root are known when its counts are stored, and what is
 * not (the tree of roots, the space map, the superblock) goes into the superblock. So after the
 * last checkpoint of an image that was closed nothing is missing but reads.
 *
 * <p>Thread-safe; counting takes no lock.
 */
final class ImageAccounts {
  private final CountingDevice device;
  private final long openedNanos = System.nanoTime();
  private final Map<OperationKind, LatencyRecorder> operations = new EnumMap<>(OperationKind.class);

  /** By the identity of a root. */
  private final ConcurrentHashMap<Long, RootTraffic> traffic = new ConcurrentHashMap<>();

  // ---- guarded by this object's monitor ----

  private ApplicationCounters destroyed = ApplicationCounters.NONE;

  /** What was counted before the image was opened. */
  private Account before = Account.NONE;

  /** What the next mount will find, by root: the counts that the last checkpoint stored. */
  private final Map<Long, Stored> stored = new HashMap<>();

  /** Roots of which the log said more than was stored. */
  private final Set<Long> recovered = new TreeSet<>();

  /** Counts of the image's own nodes and space map when the last checkpoint stored its others. */
  private WrittenBytes imageWhenStored = WrittenBytes.NONE;

  private final Map<WriteCategory, Long> writesWhenStored = new EnumMap<>(WriteCategory.class);

  /** Enough of stored counts to see whether there are newer ones. */
  private record Stored(long written, ApplicationCounters application) {
    static final Stored NOTHING = new Stored(0, ApplicationCounters.NONE);
  }

  ImageAccounts(CountingDevice device) {
    this.device = device;
    for (OperationKind kind : OperationKind.values()) {
      operations.put(kind, new LatencyRecorder());
    }
  }

  // ---- counting ----

  /** Times operations of one kind. */
  LatencyRecorder recorder(OperationKind kind) {
    LatencyRecorder recorder = operations.get(kind);
    if (recorder == null) {
      throw new IllegalStateException(kind + " is not timed");
    }
    return recorder;
  }

  /** Counts what programs ask of a root. */
  RootTraffic traffic(Root root) {
    return traffic.computeIfAbsent(root.id, id -> new RootTraffic());
  }

  long openNanos() {
    return System.nanoTime() - openedNanos;
  }

  /** What was counted since the image was opened. */
  synchronized Account sinceOpened() {
    SortedMap<Long, ApplicationCounters> counters = new TreeMap<>();
    counters.put(WrittenBytes.DESTROYED, destroyed);
    traffic.forEach((root, counted) -> counters.put(root, counted.counters()));
    return new Account(device.counters(), counters);
  }

  /** What had been counted when the image was opened. */
  synchronized Account beforeOpened() {
    return before;
  }

  Map<OperationKind, Latencies> latencies() {
    Map<OperationKind, Latencies> latencies = new EnumMap<>(OperationKind.class);
    operations.forEach((kind, recorder) -> latencies.put(kind, recorder.counts()));
    return latencies;
  }

  // ---- from one time to the next ----

  /** Goes on from what a checkpoint stored. Before anything is counted for a program. */
  synchronized void load(Account account, CheckpointCost cost, int sectorSize) {
    before = cost.cause() == null ? account : account.plus(of(cost, cost.cause(), sectorSize));
    for (long root : before.device().written().roots()) {
      stored.put(
          root, new Stored(before.device().written().ofRoot(root), before.application(root)));
    }
    before.applications().keySet().forEach(root -> stored.computeIfAbsent(root, this::unwritten));
  }

  private Stored unwritten(long root) {
    return new Stored(0, before.application(root));
  }

  private static Account of(CheckpointCost cost, WriteCause cause, int sectorSize) {
    long image = WriteShares.IMAGE;
    WrittenBytes written =
        new WrittenBytes.Builder()
            .add(image, WriteCategory.TREE_LEAF, cause, cost.leafBytes())
            .add(image, WriteCategory.TREE_INTERIOR, cause, cost.interiorBytes())
            .add(image, WriteCategory.SPACE_MAP, cause, cost.spaceMapBytes())
            .add(image, WriteCategory.SUPERBLOCK, cause, sectorSize)
            .build();
    Map<WriteCategory, Long> writes =
        Map.of(
            WriteCategory.TREE_LEAF, (long) cost.leafWrites(),
            WriteCategory.TREE_INTERIOR, (long) cost.interiorWrites(),
            WriteCategory.SPACE_MAP, (long) cost.spaceMapWrites(),
            WriteCategory.SUPERBLOCK, 1L);
    return new Account(new DeviceCounters(written, writes, 0, 0, 2, 0), new TreeMap<>());
  }

  /** Adds what the log says of the time before a crash. */
  synchronized void addRecovered(Account account) {
    before = before.plus(account);
    recovered.addAll(account.device().written().roots());
    recovered.addAll(account.applications().keySet());
  }

  /**
   * The roots whose counts may not be those that are stored, with what stands for no single one.
   * Nobody else's have changed.
   */
  private Set<Long> touched() {
    Set<Long> roots = new TreeSet<>(device.roots());
    roots.addAll(traffic.keySet());
    roots.addAll(recovered);
    roots.add(WrittenBytes.DESTROYED);
    roots.add(WriteShares.IMAGE);
    return roots;
  }

  private boolean isStored(long root) {
    Stored last = stored.getOrDefault(root, Stored.NOTHING);
    return last.written() == writtenBytes(root) && last.application().equals(application(root));
  }

  private long writtenBytes(long root) {
    return device.writtenBytesOf(root) + before.device().written().ofRoot(root);
  }

  private ApplicationCounters application(long root) {
    ApplicationCounters old = before.application(root);
    RootTraffic counted = traffic.get(root);
    if (root == WrittenBytes.DESTROYED) {
      return old.plus(destroyed);
    }
    return counted == null ? old : old.plus(counted.counters());
  }

  /** Whether bytes were written that no checkpoint has stored. */
  synchronized boolean isUpToDate() {
    for (long root : touched()) {
      if (writtenBytes(root) != stored.getOrDefault(root, Stored.NOTHING).written()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes the paths to all counts changeable that are to be stored. Needs the tree lock alone.
   *
   * @param changed roots that a checkpoint is about to write
   * @return whose counts they are
   */
  synchronized Set<Long> prepare(Tree rootsTree, Iterable<Root> changed)
      throws CorruptBlockException {
    Set<Long> roots = touched();
    roots.removeIf(this::isStored);
    changed.forEach(root -> roots.add(root.id));
    roots.add(WriteShares.IMAGE);
    roots.add(WrittenBytes.DESTROYED);
    for (long root : roots) {
      AccountItem.prepare(rootsTree, root);
    }
    AccountItem.prepareDevice(rootsTree);
    return roots;
  }

  /**
   * Stores counts in the tree of roots, which the caller has prepared. Needs the tree lock alone.
   *
   * @param own what the checkpoint is going to write of the trees of roots
   */
  synchronized void store(Tree rootsTree, Set<Long> ofRoots, RootTable roots, WrittenBytes own)
      throws CorruptBlockException {
    for (long root : ofRoots) {
      if (root > WriteShares.IMAGE && roots.byId(root) == null) {
        fold(root);
        AccountItem.remove(rootsTree, root);
      }
    }
    for (long root : ofRoots) {
      if (root <= WriteShares.IMAGE || roots.byId(root) != null) {
        store(rootsTree, root, own);
      }
    }
    DeviceCounters counters = device.counters().plus(before.device());
    AccountItem.putDevice(rootsTree, counters);
    recovered.clear();
  }

  private void store(Tree rootsTree, long root, WrittenBytes own) throws CorruptBlockException {
    WrittenBytes counted = device.writtenOf(root);
    WrittenBytes written = counted.plus(before.device().written().only(root)).plus(own.only(root));
    ApplicationCounters application = application(root);
    Stored now = new Stored(written.total(), application);
    if (now.equals(Stored.NOTHING)) {
      AccountItem.remove(rootsTree, root);
    } else {
      AccountItem.put(rootsTree, root, application, written);
    }
    stored.put(root, now);
    if (root == WriteShares.IMAGE) {
      imageWhenStored = counted;
      for (WriteCategory category : WriteCategory.values()) {
        writesWhenStored.put(category, device.writes(category));
      }
    }
  }

  /** A root is gone, and nobody uses it any more. */
  private void fold(long root) {
    RootTraffic gone = traffic.remove(root);
    if (gone != null) {
      destroyed = destroyed.plus(gone.counters());
    }
    device.fold(root);
    before = before.folded(root);
    stored.remove(root);
  }

  /**
   * What the checkpoint has written since its counts were stored, and its superblock has to say. To
   * be called when nothing but that is left to be written, by the thread that wrote the rest; only
   * checkpoints write what is counted here.
   */
  synchronized CheckpointCost cost(int sectorSize) {
    WriteCause cause = CauseScope.current();
    WrittenBytes since = device.writtenOf(WriteShares.IMAGE).since(imageWhenStored);
    CheckpointCost cost =
        new CheckpointCost(
            cause,
            since.of(WriteCategory.TREE_LEAF, cause),
            since.of(WriteCategory.TREE_INTERIOR, cause),
            since.of(WriteCategory.SPACE_MAP, cause),
            writesSinceStored(WriteCategory.TREE_LEAF),
            writesSinceStored(WriteCategory.TREE_INTERIOR),
            writesSinceStored(WriteCategory.SPACE_MAP));
    Stored without = stored.getOrDefault(WriteShares.IMAGE, Stored.NOTHING);
    long more = cost.leafBytes() + cost.interiorBytes() + cost.spaceMapBytes() + sectorSize;
    stored.put(WriteShares.IMAGE, new Stored(without.written() + more, without.application()));
    return cost;
  }

  private int writesSinceStored(WriteCategory category) {
    return (int) (device.writes(category) - writesWhenStored.getOrDefault(category, 0L));
  }
}
