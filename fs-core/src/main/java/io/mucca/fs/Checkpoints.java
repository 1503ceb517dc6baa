package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.FeatureFlags;
import io.mucca.block.FrozenSpace;
import io.mucca.block.NoSpaceException;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.btree.PlacedNodes;
import io.mucca.btree.Tree;
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
  }

  long durableGeneration() {
    return durableGeneration;
  }

  /**
   * Makes every change to the trees that was made before this call durable. Callers that come while
   * one is being written share the next.
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
      Frozen frozen = freeze();
      if (frozen != null) {
        write(frozen);
      }
    } catch (IOException | RuntimeException e) {
      core.fail(e);
      throw e;
    } finally {
      running.unlock();
    }
  }

  /**
   * A commit that also gives back at once what would be kept for falling back to older checkpoints.
   */
  void commitAndReclaim() throws IOException {
    commit();
    core.gate.drain();
    core.space.releaseAllDurable(durableGeneration);
  }

  /** One checkpoint between its freezing and its end. */
  private record Frozen(Set<Root> changed, PlacedNodes nodes, FrozenSpace space, long nextRootId) {}

  /** Returns null if nothing has changed since the last checkpoint. */
  private @Nullable Frozen freeze() throws IOException {
    try {
      return core.treeLock.<@Nullable Frozen>update(this::freezeLocked);
    } catch (NoSpaceException e) {
      core.gate.drain();
      core.space.releaseAllDurable(durableGeneration);
      return core.treeLock.<@Nullable Frozen>update(this::freezeLocked);
    }
  }

  private @Nullable Frozen freezeLocked() throws IOException {
    // An update that met a missing node has let go of the lock and not said yet which root it
    // changes, but what it prepared has moved: the tree as it was is no longer in the counts.
    Set<Root> changed = new LinkedHashSet<>(core.changedRoots);
    changed.addAll(roots.open());
    if (changed.isEmpty()) {
      return null;
    }
    for (Root root : changed) {
      rootsTree.prepare(RootItem.keyHigh(root.id), 0);
    }
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
    PlacedNodes nodes = PlacedNodes.place(core.nodes, rootsTree);
    core.changedRoots.clear();
    FrozenSpace space = core.space.freeze();
    return new Frozen(changed, nodes, space, roots.nextId());
  }

  private void write(Frozen frozen) throws IOException {
    try (FrozenSpace space = frozen.space()) {
      frozen.nodes().write();
      space.writeTo(core.device);
      core.device.sync();
      SuperblockStore.write(core.device, superblock(frozen));
      core.device.sync();
      durableGeneration = space.generation();
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
        0,
        0);
  }

  private void finish(Frozen frozen) throws IOException {
    core.treeLock.modify(
        () -> {
          frozen.nodes().finish();
          rootsTree.settle();
          frozen.changed().forEach(root -> root.tree.settle());
        });
  }
}
