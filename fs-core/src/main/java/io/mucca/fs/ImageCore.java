package io.mucca.fs;

import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.block.SpaceMap;
import io.mucca.btree.NodeStore;
import io.mucca.device.BlockDevice;
import io.mucca.device.CauseScope;
import io.mucca.device.CountingDevice;
import io.mucca.device.WriteCause;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all parts of an opened image share: the layers below, the tree lock, and the account of free
 * space.
 */
final class ImageCore {
  private static final Logger LOG = LoggerFactory.getLogger(ImageCore.class);

  final CountingDevice device;
  final ImageAccounts accounts;
  final Geometry geometry;
  final SpaceMap space;
  final NodeStore nodes;
  final ReaderGate gate = new ReaderGate();
  final TreeLock treeLock;
  final IntentLog log;
  final FramePool frames;
  final ClusterBuffers clusters;
  final InstantSource clock;
  final OpenOptions options;
  final NameHash nameHash;
  final int inlineLimit;

  /** Roots whose item in the tree of roots is out of date. Guarded by the tree lock held alone. */
  final Set<Root> changedRoots = new LinkedHashSet<>();

  /** Written pages that have no block yet but were promised one. */
  private final AtomicLong promisedBlocks = new AtomicLong();

  /**
   * Kept back so that removing things and checkpoints always find room. What adds something leaves
   * all of it, what takes away half, for where a snapshot holds what is taken away it only adds a
   * changed copy. The rest is for flushing what was promised its blocks, for destroying roots, and
   * for checkpoints.
   */
  private final long reservedBlocks;

  private final int nodeBlocks;

  private final List<String> warnings = new CopyOnWriteArrayList<>();

  private volatile @Nullable Exception failure;

  /** Set once, before the image is used. */
  private @Nullable Checkpoints checkpoints;

  ImageCore(
      BlockDevice device,
      Geometry geometry,
      SpaceMap space,
      LogAnchor logAnchor,
      long volumeId,
      long hashSeed,
      OpenOptions options,
      InstantSource clock) {
    this.device = CountingDevice.over(device);
    accounts = new ImageAccounts(this.device);
    this.geometry = geometry;
    this.space = space;
    this.options = options;
    this.clock = clock;
    nodes = new NodeStore(this.device, geometry, space, volumeId, options.nodeCacheBytes());
    treeLock = new TreeLock(nodes, gate, this::fail, new CheckpointRoom());
    log = new IntentLog(this, logAnchor, volumeId);
    frames = new FramePool(geometry.blockSize(), options.dirtyDataBytes());
    clusters = new ClusterBuffers(geometry);
    nameHash = new NameHash(hashSeed);
    inlineLimit = Math.min(geometry.inlineLimit(), geometry.blockSize());
    nodeBlocks = geometry.blocksFor(geometry.nodeSize());
    long dataBlocks = geometry.blockCount() - geometry.firstDataBlock();
    reservedBlocks = Math.min(Math.max(dataBlocks / 64, 24L * nodeBlocks), dataBlocks / 4);
  }

  /** Logs what opening the image had to give up, and keeps it for whoever opened it. */
  void warn(String warning) {
    LOG.warn("{}: {}", device.name(), warning);
    warnings.add(warning);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Whether a checkpoint will find blocks for its nodes even after one more update. */
  boolean hasCheckpointRoom() {
    long open = nodes.openBlocks();
    return open == 0 || space.availableBlocks() - open >= reservedBlocks / 8;
  }

  void makeRoomWith(Checkpoints theCheckpoints) {
    checkpoints = theCheckpoints;
  }

  /** Lets open nodes take blocks as long as an eighth of the reserve stays for one more update. */
  private final class CheckpointRoom implements TreeLock.Room {
    @Override
    public boolean isEnough() {
      // While the log is replayed, a checkpoint is made between two records and nowhere else.
      return hasCheckpointRoom() || failure != null || !log.isEnabled();
    }

    @Override
    public void make() throws IOException {
      Checkpoints maker = checkpoints;
      if (maker != null) {
        try (CauseScope _ = CauseScope.enter(WriteCause.SPACE_PRESSURE)) {
          maker.commitAndReclaim();
        }
      }
    }
  }

  void markChanged(Root root) {
    changedRoots.add(root);
  }

  // ---- space ----

  /** Blocks that can still be promised to file content, by what is known now. */
  long freeBlocks() {
    // Every open node may move to new blocks before its old ones are free again.
    return Math.max(
        0, space.freeBlocks() - promisedBlocks.get() - nodes.openBlocks() - reservedBlocks);
  }

  /**
   * What is left for certain once so many promised pages have been flushed: where a snapshot shares
   * the tree, each may come with a leaf that is copied. Seldom do they, and a flush shows it.
   */
  private long certainBlocks(long promisedPages) {
    return space.freeBlocks() - nodes.openBlocks() - promisedPages * (1 + nodeBlocks);
  }

  /** Blocks that can be written now, with enough left for the nodes of a checkpoint. */
  long blocksBesideCheckpoint() {
    long forCheckpoint = log.isEnabled() ? reservedBlocks / 4 : 0;
    return space.availableBlocks() - nodes.openBlocks() - forCheckpoint;
  }

  /** More space waits for checkpoints than can be written to now, and not just a little. */
  boolean isMuchPending() {
    long pending = space.pendingBlocks();
    return pending > space.availableBlocks() && pending > usableBlocks() / 64;
  }

  /** Blocks that could hold something of the user on an empty image. */
  long usableBlocks() {
    return geometry.blockCount() - geometry.firstDataBlock() - reservedBlocks;
  }

  /** Promises blocks to written pages, so that their flush finds room. */
  void promise(int blockCount, boolean removing) throws FsException {
    long others = promisedBlocks.getAndAdd(blockCount);
    // The pages of one write lie side by side, and their extents in two leaves at most.
    long left = certainBlocks(others) - blockCount - 2L * nodeBlocks;
    if (left <= (removing ? reservedBlocks / 2 : reservedBlocks)) {
      promisedBlocks.addAndGet(-blockCount);
      throw noSpace();
    }
  }

  /** Whether a flush and a checkpoint may leave more free than there is now. */
  boolean isSpaceTied() {
    return promisedBlocks.get() > 0 || nodes.openBlocks() > 0;
  }

  void endPromise(long blockCount) {
    promisedBlocks.addAndGet(-blockCount);
  }

  /** Promises blocks anew to pages whose flush failed; they were promised before. */
  void renewPromise(int blockCount) {
    promisedBlocks.addAndGet(blockCount);
  }

  /** For whatever adds metadata: fails when only the reserve is left. */
  void requireSpace() throws FsException {
    if (certainBlocks(promisedBlocks.get()) <= reservedBlocks) {
      throw noSpace();
    }
  }

  /** For whatever removes something or changes it in place. */
  void requireSpaceToRemove() throws FsException {
    if (certainBlocks(promisedBlocks.get()) <= reservedBlocks / 2) {
      throw new FsException(
          FsError.NO_SPACE,
          device.name() + " is full of what snapshots hold; destroy one to get space back");
    }
  }

  private FsException noSpace() {
    return new FsException(FsError.NO_SPACE, device.name() + " is full");
  }

  // ---- failure ----

  /**
   * After a failed write or sync nothing is known of the device; the image takes no changes any
   * more.
   */
  void fail(Exception cause) {
    if (failure == null && options.readOnly()) {
      failure = cause; // it took no changes but those of a replay, and who replays is told
    } else if (failure == null) {
      LOG.error("{} takes no changes any more", device.name(), cause);
      failure = cause;
    }
  }

  @Nullable Exception failure() {
    return failure;
  }

  /** For whatever makes changes durable: what was promised to last may be lost. */
  void requireHealthy() throws IOException {
    Exception cause = failure;
    if (cause != null) {
      throw new IOException(device.name() + " has failed: " + cause.getMessage(), cause);
    }
  }

  /** For whatever changes something: {@link FsError#READ_ONLY} after a failure. */
  void requireChangeable() throws FsException {
    Exception cause = failure;
    if (cause != null) {
      FsException refusal =
          new FsException(
              FsError.READ_ONLY,
              device.name() + " is read-only since it failed: " + cause.getMessage());
      refusal.initCause(cause);
      throw refusal;
    }
  }
}
