package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.FeatureFlags;
import io.mucca.block.FrozenSpace;
import io.mucca.block.NoSpaceException;
import io.mucca.block.SpacePin;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.PlacedNodes;
import io.mucca.btree.Tree;
import io.mucca.device.CauseScope;
import io.mucca.device.WriteCause;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the trees durable: every changed node goes to new blocks, then the space map to its shadow
 * slots, then, after a sync, one sector of superblock makes it all count; a second sync makes that
 * durable.
 *
 * <p>Under the tree lock only places are given out and counts are copied. Work goes on while the
 * device is written: it meets placed nodes, which it copies before it changes anything.
 */
final class Checkpoints {
  private final ImageCore core;
  private final RootTable roots;
  private final Tree rootsTree;
  private final UUID volumeId;
  private final long hashSeed;

  /** One checkpoint at a time. */
  private final ReentrantLock running = new ReentrantLock(true);

  /** Checkpoints that were begun; changed by the holder of {@link #running}. */
  private final AtomicLong begun = new AtomicLong();

  private volatile long durableGeneration;

  Checkpoints(
      ImageCore core,
      RootTable roots,
      Tree rootsTree,
      UUID volumeId,
      long hashSeed,
      long durableGeneration) {
    this.core = core;
    this.roots = roots;
    this.rootsTree = rootsTree;
    this.volumeId = volumeId;
    this.hashSeed = hashSeed;
    this.durableGeneration = durableGeneration;
    core.makeRoomWith(this);
  }

  long durableGeneration() {
    return durableGeneration;
  }

  /**
   * Makes a checkpoint of the trees as they are now, if anything has changed. Callers that come
   * while one is being written share the next.
   */
  void commit() throws IOException {
    long seen = begun.get();
    running.lock();
    try {
      core.requireHealthy();
      if (begun.get() > seen) {
        return; // another one has begun after this call, and by now it is complete
      }
      begun.incrementAndGet();
      Frozen frozen = begin();
      if (frozen != null) {
        write(frozen);
      }
    } catch (UnreadNodeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      core.fail(e);
      throw e;
    } finally {
      running.unlock();
    }
  }

  /** Returns once the checkpoint that is being written, if there is one, is durable or failed. */
  void awaitRunning() throws IOException {
    running.lock();
    try {
      core.requireHealthy();
    } finally {
      running.unlock();
    }
  }

  /**
   * Makes every change up to one of the log's tickets durable: by a record of the log, or, where
   * there is too much to log, by a checkpoint. To be called without any lock but a flush lock.
   */
  void makeDurable(long ticket) throws IOException {
    while (true) {
      core.requireHealthy();
      switch (core.log.commit(ticket)) {
        case NOTHING -> {
          return;
        }
        case CHECKPOINT -> commitInsteadOfRecord();
        case AWAIT_CHECKPOINT -> awaitRunning();
      }
    }
  }

  private void commitInsteadOfRecord() throws IOException {
    WriteCause cause = core.log.isHalfFull() ? WriteCause.LOG_FULL : CauseScope.current();
    try (CauseScope _ = CauseScope.enter(cause)) {
      commit();
    }
  }

  /** Makes every change that was made before this call durable. */
  void makeDurable() throws IOException {
    makeDurable(core.log.ticket());
  }

  /** Freezes. A node that cannot be read ends this checkpoint, and another may go better. */
  private @Nullable Frozen begin() throws IOException {
    try {
      return freeze();
    } catch (NoSpaceException e) {
      throw e;
    } catch (IOException e) {
      begun.decrementAndGet();
      throw new UnreadNodeException(e);
    }
  }

  /** A checkpoint has not begun, since a node could not be read; nothing is lost. */
  private static final class UnreadNodeException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadNodeException(IOException cause) {
      super("no checkpoint can be made now: " + cause.getMessage(), cause);
    }
  }

  /**
   * A commit that also gives back at once what would be kept for falling back to older checkpoints.
   */
  void commitAndReclaim() throws IOException {
    commit();
    reclaim();
  }

  /** Makes everything available that the last durable checkpoint does not need. */
  void reclaim() {
    core.gate.drain();
    core.space.releaseAllDurable(durableGeneration);
  }

  /**
   * Keeps the last durable checkpoint for a reader. Waits while one is being written; none begins
   * while the counts are read, which takes 16 KiB for each region.
   */
  HeldCheckpoint hold() throws IOException {
    running.lock();
    try {
      SpacePin pin = core.space.pin(durableGeneration);
      boolean held = false;
      try {
        HeldCheckpoint checkpoint = HeldCheckpoint.pinned(core.device, pin);
        held = true;
        return checkpoint;
      } finally {
        if (!held) {
          pin.close();
        }
      }
    } finally {
      running.unlock();
    }
  }

  /** One checkpoint between its freezing and its end. */
  private record Frozen(
      Set<Root> changed,
      PlacedNodes nodes,
      FrozenSpace space,
      IntentLog.Cut cut,
      long nextRootId) {}

  /** Returns null if nothing has changed since the last checkpoint. */
  private @Nullable Frozen freeze() throws IOException {
    try {
      return freeze(core.geometry.nodeSize());
    } catch (NoSpaceException e) {
      reclaim();
    }
    try {
      return freeze(core.geometry.nodeSize());
    } catch (NoSpaceException e) {
      // There are blocks enough, but not side by side.
      return freeze(core.geometry.blockSize());
    }
  }

  private @Nullable Frozen freeze(int nodeLimit) throws IOException {
    return core.treeLock.<@Nullable Frozen>updateInCheckpoint(() -> freezeLocked(nodeLimit));
  }

  private @Nullable Frozen freezeLocked(int nodeLimit) throws IOException {
    // An update that met a missing node has let go of the lock and not said yet which root it
    // changes, but what it prepared has moved: the tree as it was is no longer in the counts.
    Set<Root> changed = new LinkedHashSet<>(core.changedRoots);
    changed.addAll(roots.open());
    if (changed.isEmpty() && core.log.isIdle() && core.accounts.isUpToDate()) {
      return null;
    }
    for (Root root : changed) {
      rootsTree.prepare(RootItem.keyHigh(root.id), 0);
    }
    Set<Long> counted = core.accounts.prepare(rootsTree, changed);
    PlacedNodes nodes = new PlacedNodes(core.nodes);
    boolean placed = false;
    try {
      collect(nodes, changed, nodeLimit);
      putRoots(changed);
      WrittenBytes own = nodes.bytes(CauseScope.current());
      core.accounts.store(rootsTree, counted, roots, own);
      if (nodeLimit < core.geometry.nodeSize()) {
        rootsTree.splitOpenNodes(nodeLimit);
      }
      nodes.collect(rootsTree, WriteShares.IMAGE);
      nodes.place();
      placed = true;
    } finally {
      if (!placed) {
        nodes.abandon();
      }
    }
    core.changedRoots.clear();
    FrozenSpace space = core.space.freeze();
    return new Frozen(changed, nodes, space, core.log.cut(), roots.nextId());
  }

  private void collect(PlacedNodes nodes, Set<Root> changed, int nodeLimit) throws IOException {
    if (nodeLimit < core.geometry.nodeSize()) {
      for (Root root : changed) {
        root.tree.splitOpenNodes(nodeLimit);
      }
    }
    for (Root root : changed) {
      nodes.collect(root.tree, root.id);
    }
  }

  private void putRoots(Set<Root> changed) throws IOException {
    ByteWriter writer = Scratch.get().writer;
    for (Root root : changed) {
      if (root.deleting && root.tree.isEmpty()) {
        rootsTree.remove(RootItem.keyHigh(root.id), 0);
        roots.forget(root);
      } else {
        RootItem.encode(root, writer);
        rootsTree.put(RootItem.keyHigh(root.id), 0, writer.bytes(), 0, writer.length());
        rootsTree.attach(RootItem.keyHigh(root.id), 0, root.tree);
      }
    }
  }

  private void write(Frozen frozen) throws IOException {
    try (FrozenSpace space = frozen.space()) {
      frozen.nodes().write();
      space.writeTo(core.device);
      if (frozen.cut().carriesBytes()) {
        core.log.commitSealed(frozen.cut().carriedTicket());
      }
      core.device.sync();
      SuperblockStore.write(core.device, superblock(frozen));
      core.device.sync();
      durableGeneration = space.generation();
      core.log.checkpointDurable(frozen.cut());
    }
    finish(frozen);
    core.gate.drain();
    core.space.checkpointDurable(frozen.space().generation());
  }

  private Superblock superblock(Frozen frozen) {
    BlockPointer pointer = rootsTree.pointer();
    return new Superblock(
        FeatureFlags.NONE,
        volumeId,
        frozen.space().generation(),
        core.geometry,
        core.clock.instant(),
        frozen.space().digest(),
        frozen.space().freeBlocks(),
        pointer,
        frozen.nextRootId(),
        hashSeed,
        frozen.cut().anchor(),
        core.accounts.cost(core.geometry.sectorSize()));
  }

  private void finish(Frozen frozen) throws IOException {
    core.treeLock.updateInCheckpoint(
        () -> {
          frozen.nodes().finish();
          rootsTree.settle();
          frozen.changed().forEach(root -> root.tree.settle());
          return true;
        });
  }
}
