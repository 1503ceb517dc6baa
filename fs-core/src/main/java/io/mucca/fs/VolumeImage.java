package io.mucca.fs;

import io.mucca.account.Account;
import io.mucca.account.Accounting;
import io.mucca.account.OperationKind;
import io.mucca.block.BlockPointer;
import io.mucca.block.BlockRange;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.block.UnsupportedFormatException;
import io.mucca.block.Zone;
import io.mucca.btree.ItemReferences;
import io.mucca.btree.Tree;
import io.mucca.device.BlockDevice;
import io.mucca.device.CauseScope;
import io.mucca.device.CountingDevice;
import io.mucca.device.WriteCause;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A volume image in use: its roots and what is done to them. Thread-safe. One process at a time
 * owns an image; whoever opens the device sees to that.
 */
public final class VolumeImage implements AutoCloseable {
  private static final int FORMAT_VERSION = 3;

  /** Far above what can be written, and far enough below what a log can count to. */
  private static final long MAX_LOG_SEQUENCE = 1L << 61;

  /** Of a log whose length nobody has chosen. */
  private static final long MAX_LOG_BYTES = 32 << 20;

  private final CountingDevice device;
  private final ImageCore core;
  private final UUID volumeId;
  private final RootTable roots;
  private final Checkpoints checkpoints;
  private final Writeback writeback;
  private final Flusher flusher;
  private final Cleaner cleaner;
  private boolean closed;

  private VolumeImage(CountingDevice device, Loaded loaded) {
    this.device = device;
    core = loaded.core();
    volumeId = loaded.superblock().volumeId();
    roots = new RootTable(loaded.superblock().nextRootId());
    loaded.roots().forEach(roots::add);
    checkpoints =
        new Checkpoints(
            core,
            roots,
            loaded.rootsTree(),
            volumeId,
            loaded.superblock().hashSeed(),
            loaded.superblock().generation());
    writeback = new Writeback(core, checkpoints);
    flusher = new Flusher(core, roots, writeback, checkpoints);
    cleaner = new Cleaner(core, flusher);
  }

  // ---- formatting ----

  /** Makes a new image with one empty volume, {@code main}. What the device held is lost. */
  public static void format(BlockDevice device, FormatOptions options) throws IOException {
    format(device, options, InstantSource.system(), new SecureRandom());
  }

  /** The same with the caller's clock and randomness. */
  static void format(
      BlockDevice device, FormatOptions options, InstantSource clock, RandomGenerator random)
      throws IOException {
    CountingDevice counted = CountingDevice.over(device);
    Geometry geometry = options.geometry(device.sizeBytes(), device.sectorSize());
    long hashSeed = random.nextLong();
    UUID volumeId = new UUID(random.nextLong(), random.nextLong());
    SuperblockStore.erase(counted);
    counted.sync();
    SpaceMap space = SpaceMap.format(geometry, volumeId.getLeastSignificantBits());
    LogAnchor log = reserveLog(space, geometry, options.logSizeBytes(), random);
    ImageCore core =
        new ImageCore(
            counted,
            geometry,
            space,
            log,
            volumeId.getLeastSignificantBits(),
            hashSeed,
            OpenOptions.DEFAULT,
            clock);
    RootTable roots = new RootTable(1);
    Tree rootsTree = new Tree(core.nodes, ItemReferences.NONE, BlockPointer.NONE);
    Root main =
        core.treeLock.update(
            () ->
                newVolume(
                    core, roots, RootName.volume(RootName.DEFAULT_VOLUME), options.rootOwner()));
    main.compression = options.compression();
    roots.add(main);
    new Checkpoints(core, roots, rootsTree, volumeId, hashSeed, 0).commit();
  }

  /** Gives the log its place for good: blocks side by side, as many as there are of those. */
  private static LogAnchor reserveLog(
      SpaceMap space, Geometry geometry, long wantedBytes, RandomGenerator random)
      throws IOException {
    long usable = geometry.sizeBytes() - geometry.offsetOf(geometry.firstDataBlock());
    long least = FormatOptions.MIN_LOG_BYTES;
    long bytes = Math.clamp(usable / 64, least, MAX_LOG_BYTES);
    if (wantedBytes != FormatOptions.BY_IMAGE_SIZE) {
      long most = Math.max(usable / FormatOptions.LOG_DIVISOR, least);
      bytes = Math.clamp(wantedBytes, least, most);
    }
    long blocks = Math.min(Math.ceilDiv(bytes, geometry.blockSize()), FormatOptions.MAX_LOG_BLOCKS);
    BlockRange range = space.reserve((int) blocks, Zone.METADATA);
    space.claim(range.start(), range.count(), 1);
    // Sectors that an earlier image left behind are not taken for its records.
    return new LogAnchor(range.start(), range.count(), 1, random.nextInt());
  }

  /** Needs the tree lock alone. */
  private static Root newVolume(ImageCore core, RootTable roots, RootName name, Owner owner)
      throws IOException {
    Root root = Root.empty(core, roots.takeId(), name, core.clock.instant());
    core.log.volume(root);
    Inode inode = new Inode();
    inode.reset(
        FileSystem.ROOT_INODE,
        FileMode.DIRECTORY | 0755,
        owner.uid(),
        owner.gid(),
        new Timestamp().setNow(core.clock));
    inode.linkCount = 2;
    inode.parent = FileSystem.ROOT_INODE;
    inode.nextCookie = Directory.FIRST_COOKIE;
    core.log.beginItems(root);
    try {
      Inodes.put(root.tree, inode);
    } finally {
      core.log.endItems(root);
    }
    root.nextInode = FileSystem.ROOT_INODE + 1;
    root.inodeCount = 1;
    core.markChanged(root);
    return root;
  }

  /** True if the device begins with (what may be a damaged) mucca superblock. */
  public static boolean isFormatted(BlockDevice device) throws IOException {
    return SuperblockStore.hasAny(device);
  }

  // ---- opening ----

  /**
   * Opens an image; the image owns the device from here on and closes it, also if this throws.
   *
   * @throws io.mucca.block.NotAnImageException if there is no superblock
   * @throws io.mucca.block.UnsupportedFormatException if a later version or an unknown feature is
   *     needed
   * @throws io.mucca.block.CorruptBlockException if no checkpoint can be read, or not the one that
   *     the options name
   * @throws LogDamagedException if what the log holds behind the checkpoint cannot be applied to it
   * @throws NoSuchCheckpointException if the image does not have the checkpoint that the options
   *     name
   */
  public static VolumeImage open(BlockDevice device, OpenOptions options) throws IOException {
    return open(device, options, InstantSource.system());
  }

  /** The same with a clock of the caller's. */
  public static VolumeImage open(BlockDevice device, OpenOptions options, InstantSource clock)
      throws IOException {
    boolean opened = false;
    try (CauseScope _ = CauseScope.enter(WriteCause.RECOVERY)) {
      CountingDevice counting = new CountingDevice(device);
      Loaded loaded = load(counting, options, clock);
      VolumeImage image = new VolumeImage(counting, loaded);
      image.start(loaded.superblock().log());
      opened = true;
      return image;
    } finally {
      if (!opened) {
        device.close();
      }
    }
  }

  /** What a checkpoint holds, read and verified as far as it is needed to begin. */
  private record Loaded(Superblock superblock, ImageCore core, Tree rootsTree, List<Root> roots) {}

  /** Takes the checkpoint that the options name, or the newest that can be read. */
  private static Loaded load(CountingDevice device, OpenOptions options, InstantSource clock)
      throws IOException {
    if (options.generation() != OpenOptions.NEWEST) {
      return load(device, CheckpointList.find(device, options.generation()), options, clock);
    }
    CorruptBlockException damage = null;
    for (Superblock superblock : CheckpointList.superblocks(device)) {
      try {
        Loaded loaded = load(device, superblock, options, clock);
        if (damage != null) {
          if (!options.readOnly()) {
            SuperblockStore.eraseNewer(device, superblock);
            device.sync();
          }
          warn(loaded, "the newest checkpoint is damaged (" + damage.getMessage() + ")");
        }
        warnOfDamagedSlots(device, loaded);
        return loaded;
      } catch (CorruptBlockException e) {
        if (damage == null) {
          damage = e;
        } else {
          damage.addSuppressed(e);
        }
      }
    }
    throw damage != null
        ? damage
        : new CorruptBlockException(device.name() + " has no checkpoint that can be read");
  }

  private static void warnOfDamagedSlots(CountingDevice device, Loaded loaded) throws IOException {
    for (int slot : SuperblockStore.unsoundSlots(device)) {
      warn(
          loaded,
          "the superblock in slot %d is damaged, or a crash came while it was written"
              .formatted(slot));
    }
  }

  private static void warn(Loaded loaded, String damage) {
    Superblock taken = loaded.superblock();
    loaded
        .core()
        .warn(
            "%s; going on from checkpoint %d of %s and its log"
                .formatted(damage, taken.generation(), taken.commitTime()));
  }

  private static Loaded load(
      CountingDevice device, Superblock superblock, OpenOptions options, InstantSource clock)
      throws IOException {
    if (superblock.requiresReadOnly() && !options.readOnly()) {
      throw new UnsupportedFormatException(
          device.name()
              + " has features that this version can only read; open it read-only (mount -r)");
    }
    Geometry geometry = superblock.geometry();
    SpaceMap space = SpaceMap.load(device, geometry, superblock);
    requireOwnLog(superblock.log(), space);
    ImageCore core =
        new ImageCore(
            device,
            geometry,
            space,
            superblock.log(),
            superblock.volumeIdLow(),
            superblock.hashSeed(),
            options,
            clock);
    Tree rootsTree = new Tree(core.nodes, ItemReferences.NONE, superblock.rootsPointer());
    List<Root> roots = core.treeLock.read(() -> RootTable.read(rootsTree, core.nodes));
    loadAccounts(core, rootsTree, superblock);
    for (Root root : roots) {
      // Reads the root node of every volume, so that a damaged one is noticed while an older
      // checkpoint can be taken.
      if (!root.deleting && root.name.snapshot() == null) {
        core.treeLock.inspect(
            () -> {
              if (!Inodes.find(root.tree, FileSystem.ROOT_INODE, new Inode())) {
                throw new CorruptBlockException(root.name + " has no root directory");
              }
            });
      }
    }
    return new Loaded(superblock, core, rootsTree, roots);
  }

  /** Nobody's files depend on the counts. */
  static void loadAccounts(ImageCore core, Tree rootsTree, Superblock superblock)
      throws IOException {
    int sectorSize = superblock.geometry().sectorSize();
    Account stored =
        core.treeLock.read(
            () -> {
              try {
                return AccountItem.read(rootsTree);
              } catch (CorruptBlockException e) {
                core.warn("what was counted is lost (" + e.getMessage() + ")");
                return Account.NONE;
              }
            });
    core.accounts.load(stored, superblock.cost(), sectorSize);
  }

  /** Records must not be written over what others hold, or will hold. */
  private static void requireOwnLog(LogAnchor log, SpaceMap space) throws CorruptBlockException {
    if (log.blockCount() == 0) {
      throw new CorruptBlockException("the superblock knows of no intent log");
    }
    if (log.sequence() > MAX_LOG_SEQUENCE) {
      throw new CorruptBlockException(
          "the intent log cannot be at sector " + log.sequence() + " after any use");
    }
    for (int i = 0; i < log.blockCount(); i++) {
      int references = space.references(log.address() + i);
      if (references != 1) {
        throw new CorruptBlockException(
            "block %d of the intent log has %d references, expected 1"
                .formatted(log.address() + i, references));
      }
    }
  }

  /**
   * Replays the log behind a checkpoint, and does nothing else; with options for reading only, in
   * memory. The device stays open.
   *
   * @throws LogDamagedException if a record cannot be applied
   * @throws CorruptBlockException if the checkpoint cannot be read
   */
  static void replay(
      BlockDevice device, Superblock superblock, OpenOptions options, ReplayScope scope)
      throws IOException {
    CountingDevice counting = new CountingDevice(device);
    Loaded loaded = load(counting, superblock, options, InstantSource.system());
    new VolumeImage(counting, loaded).recover(superblock.log(), scope);
  }

  private void recover(LogAnchor anchor, ReplayScope scope) throws IOException {
    new Recovery(
            core,
            roots,
            writeback,
            flusher,
            checkpoints,
            anchor,
            volumeId.getLeastSignificantBits(),
            scope)
        .run();
  }

  private void start(LogAnchor anchor) throws IOException {
    if (core.options.generation() == OpenOptions.NEWEST) {
      recover(anchor, ReplayScope.ALL);
    }
    if (core.options.readOnly()) {
      return;
    }
    core.log.enable();
    flusher.start();
    roots.deleting().forEach(cleaner::deleteRoot);
  }

  // ---- roots ----

  private RootInfo info(Root root) {
    return new RootInfo(
        root.id,
        root.name,
        root.created,
        root.origin,
        root.readOnly,
        root.referencedBytes,
        root.inodeCount,
        root.compression,
        roots.isOpen(root));
  }

  /**
   * All volumes and snapshots, sorted by volume, each followed by its snapshots in order of
   * creation.
   */
  public List<RootInfo> roots() throws IOException {
    return core.treeLock.read(() -> roots.listed().stream().map(this::info).toList());
  }

  /** Throws {@link FsException} with {@link FsError#NOT_FOUND} if there is no such root. */
  public RootInfo root(RootName name) throws IOException {
    return core.treeLock.read(() -> info(find(name)));
  }

  private Root find(RootName name) throws FsException {
    Root root = roots.find(name);
    if (root == null) {
      throw new FsException(
          FsError.NOT_FOUND,
          name.snapshot() == null
              ? "there is no volume " + name.volume()
              : "there is no snapshot " + name);
    }
    return root;
  }

  private void requireWritable() throws IOException {
    if (core.options.readOnly()) {
      throw new FsException(FsError.READ_ONLY, device.name() + " is open read-only");
    }
    core.requireChangeable();
  }

  /** As {@link #requireWritable}, but a device that failed is an I/O error: nothing is durable. */
  private void requireDurable() throws IOException {
    core.requireHealthy();
    requireWritable();
  }

  private void requireFreeName(RootName name) throws FsException {
    if (roots.find(name) != null) {
      throw new FsException(
          FsError.EXISTS,
          (name.snapshot() == null ? "volume " : "snapshot ") + name + " exists already");
    }
  }

  /**
   * Uses a root. A snapshot, or a read-only volume, or {@code readOnly} gives a read-only
   * filesystem.
   */
  public FileSystem openRoot(RootName name, boolean readOnly) throws IOException {
    Root root =
        core.treeLock.update(
            () -> {
              Root found = find(name);
              roots.opened(found);
              return found;
            });
    boolean readOnlyUse =
        readOnly || root.readOnly || core.options.readOnly() || core.failure() != null;
    boolean opened = false;
    try {
      if (!readOnlyUse) {
        cleaner.drainOrphans(root);
      }
      opened = true;
    } finally {
      if (!opened) {
        roots.closed(root);
      }
    }
    FileSystem used =
        new RootFileSystem(
            core, root, readOnlyUse, writeback, checkpoints, flusher, () -> closed(root));
    return new MeteredFileSystem(used, core.accounts, root);
  }

  /**
   * The last use of a root, whichever it is, ends that of its inodes; those without names are
   * freed.
   */
  private void closed(Root root) throws IOException {
    boolean last = roots.closed(root);
    boolean writable = !root.readOnly && !core.options.readOnly() && core.failure() == null;
    if (last && root.forgetFiles() && writable) {
      cleaner.drainOrphans(root);
    }
  }

  /**
   * Makes a snapshot that holds everything written before this call; durable when it returns.
   * EXISTS, NOT_FOUND.
   */
  public RootInfo snapshot(RootName snapshot) throws IOException {
    if (snapshot.snapshot() == null) {
      throw new IllegalArgumentException(snapshot + " names no snapshot");
    }
    RootName volume = RootName.volume(snapshot.volume());
    return timed(OperationKind.SNAPSHOT, () -> copy(volume, List.of(snapshot), true)).getFirst();
  }

  /**
   * Makes volumes that share everything with {@code source}: all of them or none; durable when it
   * returns.
   */
  public List<RootInfo> cloneRoot(RootName source, List<String> names, boolean writable)
      throws IOException {
    List<RootName> volumes = names.stream().map(RootName::volume).toList();
    return timed(OperationKind.CLONE, () -> copy(source, volumes, !writable));
  }

  private <T> T timed(OperationKind kind, TreeLock.Body<T> body) throws IOException {
    long begin = System.nanoTime();
    try {
      return body.run();
    } finally {
      core.accounts.recorder(kind).record(System.nanoTime() - begin);
    }
  }

  private List<RootInfo> copy(RootName source, List<RootName> names, boolean readOnly)
      throws IOException {
    requireWritable();
    if (new HashSet<>(names).size() < names.size()) {
      throw new FsException(FsError.EXISTS, "a name is given twice");
    }
    List<Root> made = null;
    core.log.stopBytes();
    try (CauseScope _ = CauseScope.enter(WriteCause.SNAPSHOT)) {
      while (made == null) {
        writeback.settleFrozen(find(source));
        writeback.flushLogged();
        made = core.treeLock.<@Nullable List<Root>>update(() -> share(source, names, readOnly));
      }
    } finally {
      core.log.startBytes();
    }
    List<Root> copies = made;
    try (CauseScope _ = CauseScope.enter(WriteCause.SNAPSHOT)) {
      writeback.settleFrozen(copies.getFirst());
      core.treeLock.modify(() -> copies.forEach(this::complete));
      checkpoints.makeDurable();
    }
    return core.treeLock.read(() -> copies.stream().map(this::info).toList());
  }

  /** A copy has got everything that was written before it was made. */
  private void complete(Root copy) {
    if (copy.incomplete) {
      copy.incomplete = false;
      core.log.complete(copy);
      core.markChanged(copy);
    }
  }

  /**
   * Shares a root's tree and dirty pages in constant time; null if another snapshot's are not
   * flushed yet, or the log holds bytes that no tree has.
   */
  private @Nullable List<Root> share(RootName source, List<RootName> names, boolean readOnly)
      throws IOException {
    Root origin = find(source);
    for (RootName name : names) {
      requireFreeName(name);
    }
    core.requireSpace();
    if (origin.frozen() != null || core.log.hasLoggedFiles(origin)) {
      return null;
    }
    boolean complete = origin.current().isEmpty();
    Instant now = core.clock.instant();
    List<Root> made = new ArrayList<>();
    for (RootName name : names) {
      Root copy = origin.copy(roots.takeId(), name, now);
      copy.readOnly = readOnly;
      copy.incomplete = !complete;
      origin.freezeOverlayFor(copy);
      core.markChanged(copy);
      roots.add(copy);
      made.add(copy);
    }
    origin.startOverlay();
    core.log.copy(origin, made, complete);
    // The origin's own root node has one more reference now, which its item's pointer outlives.
    core.markChanged(origin);
    return made;
  }

  /** Makes an empty writable volume, with a root directory of that owner. */
  public RootInfo createVolume(String name, Owner owner) throws IOException {
    requireWritable();
    RootName rootName = RootName.volume(name);
    Root made =
        core.treeLock.update(
            () -> {
              requireFreeName(rootName);
              core.requireSpace();
              Root root = newVolume(core, roots, rootName, owner);
              roots.add(root);
              return root;
            });
    checkpoints.makeDurable();
    return core.treeLock.read(() -> info(made));
  }

  /**
   * Removes a snapshot or a volume; its space comes back in the background. {@link FsError#BUSY}
   * while it is open, or while a volume has snapshots.
   */
  public void destroy(RootName name) throws IOException {
    requireWritable();
    timed(
        OperationKind.DESTROY,
        () -> {
          destroyRoot(find(name));
          return true;
        });
  }

  private void destroyRoot(Root root) throws IOException {
    try (CauseScope _ = CauseScope.enter(WriteCause.DELETE)) {
      boolean destroyed = false;
      while (!destroyed) {
        writeback.settleFrozen(root);
        destroyed = core.treeLock.update(() -> loseName(root));
      }
      checkpoints.makeDurable();
      // A checkpoint would log anew what no tree has, for a root that is gone by then.
      writeback.forget(root);
    }
    cleaner.deleteRoot(root);
  }

  /** Returns false if what a copy of the root has frozen meanwhile is not flushed yet. */
  private boolean loseName(Root root) throws IOException {
    requireUnused(root);
    if (root.frozen() != null) {
      return false;
    }
    roots.removeName(root);
    root.deleting = true;
    core.log.destroy(root);
    core.markChanged(root);
    return true;
  }

  private void requireUnused(Root root) throws FsException {
    if (roots.find(root.name) != root) {
      throw new FsException(FsError.NOT_FOUND, root.name + " is gone");
    }
    if (roots.isOpen(root)) {
      throw new FsException(FsError.BUSY, root.name + " is in use; unmount it first");
    }
    int snapshots = root.name.snapshot() == null ? roots.snapshotCount(root.name.volume()) : 0;
    if (snapshots > 0) {
      throw new FsException(
          FsError.BUSY, root.name + " has snapshots (" + snapshots + "); destroy them first");
    }
  }

  /**
   * Opens a volume for writing or closes it; BUSY while it is open, INVALID_ARGUMENT for a
   * snapshot.
   */
  public void setReadOnly(String volume, boolean readOnly) throws IOException {
    requireWritable();
    core.treeLock.modify(
        () -> {
          Root root = find(RootName.volume(volume));
          if (roots.isOpen(root)) {
            throw new FsException(FsError.BUSY, volume + " is in use; unmount it first");
          }
          root.readOnly = readOnly;
          core.log.readOnly(root);
          core.markChanged(root);
        });
    checkpoints.makeDurable();
  }

  /**
   * Says how the content of a volume's files is compressed from now on, unless they say something
   * else themselves; what is there stays as it is. The volume may be in use.
   */
  public void setCompression(String volume, Compression compression) throws IOException {
    requireWritable();
    core.treeLock.modify(
        () -> {
          Root root = find(RootName.volume(volume));
          root.compression = compression;
          core.log.compression(root);
          core.markChanged(root);
        });
    checkpoints.makeDurable();
  }

  // ---- the whole ----

  /** What was found damaged, and given up, when the image was opened; empty as a rule. */
  public List<String> warnings() {
    return core.warnings();
  }

  /** Makes everything durable, in the trees: what the log holds is superfluous then. */
  public void checkpoint() throws IOException {
    requireDurable();
    try (CauseScope _ = CauseScope.enter(WriteCause.REQUEST)) {
      flusher.flushAll();
      checkpoints.commit();
    }
  }

  /** The checkpoints on the device that can be opened by their generation, the newest first. */
  public List<CheckpointInfo> checkpoints() throws IOException {
    return CheckpointList.of(device);
  }

  /**
   * Keeps the last durable checkpoint for somebody who reads it past this image, such as {@link
   * ImageChecker}. It gives way where space runs short, and when the image is closed.
   */
  public HeldCheckpoint holdCheckpoint() throws IOException {
    return checkpoints.hold();
  }

  /** Waits until the space of every destroyed root is free. */
  public void awaitDeletions() throws IOException {
    requireDurable();
    cleaner.awaitIdle();
    try (CauseScope _ = CauseScope.enter(WriteCause.DELETE)) {
      checkpoints.commitAndReclaim();
    }
  }

  /**
   * What programs asked for since the image was opened, and since it was made, and what it cost on
   * the device. Operations under way may be in part of it.
   */
  public Accounting accounting() throws IOException {
    SortedMap<Long, String> names = new TreeMap<>();
    core.treeLock.read(roots::listed).forEach(root -> names.put(root.id, root.name.toString()));
    Account sinceOpened = core.accounts.sinceOpened();
    return new Accounting(
        core.accounts.openNanos(),
        sinceOpened,
        core.accounts.beforeOpened().plus(sinceOpened),
        core.accounts.latencies(),
        names);
  }

  public ImageStatistics statistics() throws IOException {
    Geometry geometry = core.geometry;
    return core.treeLock.read(
        () ->
            new ImageStatistics(
                device.name(),
                volumeId.toString(),
                FORMAT_VERSION,
                geometry.blockSize(),
                geometry.nodeSize(),
                geometry.sectorSize(),
                geometry.sizeBytes(),
                core.freeBlocks() * geometry.blockSize(),
                checkpoints.durableGeneration(),
                core.log.sectorCount() * core.log.sectorSize(),
                core.log.usedSectors() * core.log.sectorSize(),
                roots.nameCount(),
                roots.deleting().size()));
  }

  /** Makes everything durable, ends the background work and closes the device. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    core.space.breakPins("the image was closed");
    try {
      if (!core.options.readOnly()) {
        cleaner.stop();
        flusher.stop();
        checkpoint();
      }
    } finally {
      core.clusters.close();
      device.close();
    }
  }
}
