package io.mucca.fs;

import io.mucca.block.Geometry;
import io.mucca.block.SpaceMap;
import io.mucca.btree.NodeStore;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
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

  final BlockDevice device;
  final Geometry geometry;
  final SpaceMap space;
  final NodeStore nodes;
  final ReaderGate gate = new ReaderGate();
  final TreeLock treeLock;
  final FramePool frames;
  final InstantSource clock;
  final OpenOptions options;
  final NameHash nameHash;
  final int maxValueLength;
  final int maxExtentBlocks;
  final int inlineLimit;

  /** Roots whose item in the tree of roots is out of date. Guarded by the tree lock held alone. */
  final Set<Root> changedRoots = new LinkedHashSet<>();

  /** Written pages that have no block yet but were promised one. */
  private final AtomicLong promisedBlocks = new AtomicLong();

  /** Kept back so that removing things and checkpoints always find room. */
  private final long reservedBlocks;

  private volatile @Nullable Exception failure;

  ImageCore(
      BlockDevice device,
      Geometry geometry,
      SpaceMap space,
      long volumeId,
      long hashSeed,
      OpenOptions options,
      InstantSource clock) {
    this.device = device;
    this.geometry = geometry;
    this.space = space;
    this.options = options;
    this.clock = clock;
    nodes = new NodeStore(device, geometry, space, volumeId, options.nodeCacheBytes());
    treeLock = new TreeLock(nodes, gate, this::fail);
    frames = new FramePool(geometry.blockSize(), options.dirtyDataBytes());
    nameHash = new NameHash(hashSeed);
    maxValueLength = nodes.maxValueLength();
    maxExtentBlocks = Extent.maxBlocks(maxValueLength);
    inlineLimit = Math.min(geometry.inlineLimit(), geometry.blockSize());
    int nodeBlocks = geometry.blocksFor(geometry.nodeSize());
    long dataBlocks = geometry.blockCount() - geometry.firstDataBlock();
    reservedBlocks = Math.min(Math.max(dataBlocks / 64, 24L * nodeBlocks), dataBlocks / 4);
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

  /** Blocks that can be written now, with enough left for the nodes of a checkpoint. */
  long blocksBesideCheckpoint() {
    return space.availableBlocks() - nodes.openBlocks() - reservedBlocks / 2;
  }

  /** Blocks that could hold something of the user on an empty image. */
  long usableBlocks() {
    return geometry.blockCount() - geometry.firstDataBlock() - reservedBlocks;
  }

  /** Promises blocks to written pages, so that their flush finds room. */
  void promise(int blockCount) throws FsException {
    promisedBlocks.addAndGet(blockCount);
    if (freeBlocks() <= 0) {
      promisedBlocks.addAndGet(-blockCount);
      throw noSpace();
    }
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
    if (freeBlocks() <= 0) {
      throw noSpace();
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
    if (failure == null) {
      LOG.error("{} takes no changes any more", device.name(), cause);
      failure = cause;
    }
  }

  @Nullable Exception failure() {
    return failure;
  }

  void requireHealthy() throws IOException {
    Exception cause = failure;
    if (cause != null) {
      throw new IOException(
          device.name() + " takes no changes since it failed: " + cause.getMessage(), cause);
    }
  }
}
