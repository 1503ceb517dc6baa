package io.mucca.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.block.BlockPointer;
import io.mucca.block.FeatureFlags;
import io.mucca.block.FrozenSpace;
import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.block.SpaceMap;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.BlockDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** An image that has nothing but trees, and does for them what the file system does. */
final class TreeImage {
  static final UUID VOLUME_ID = new UUID(0x0123_4567_89ab_4cdeL, 0x8fed_cba9_8765_4321L);

  /** An item of the tree of roots: a block pointer and nothing else. */
  private static final int ROOT_ITEM_BYTES = BlockPointer.ENCODED_BYTES;

  final Geometry geometry;
  final BlockDevice device;
  private final long cacheBytes;
  SpaceMap space;
  NodeStore store;

  /** The tree of roots: the trees by their number. */
  Tree roots;

  TreeImage(Geometry geometry, long cacheBytes) throws IOException {
    this.geometry = geometry;
    this.cacheBytes = cacheBytes;
    device = new MemoryDevice(geometry.sizeBytes(), geometry.sectorSize());
    space = SpaceMap.format(geometry, VOLUME_ID.getLeastSignificantBits());
    store = newStore();
    roots = new Tree(store, ItemReferences.NONE, BlockPointer.NONE);
    checkpoint(Set.of());
  }

  static Geometry geometry(int nodeSize, int blockSize, long sizeBytes) {
    return new Geometry(sizeBytes, blockSize, nodeSize, 512, 2048);
  }

  /** A small image with a cache that nearly always misses. */
  static TreeImage small(int nodeSize, int blockSize) throws IOException {
    return new TreeImage(geometry(nodeSize, blockSize, 64L << 20), nodeSize);
  }

  private NodeStore newStore() {
    return new NodeStore(device, geometry, space, VOLUME_ID.getLeastSignificantBits(), cacheBytes);
  }

  Tree newTree(ItemReferences items) {
    return new Tree(store, items, BlockPointer.NONE);
  }

  // ---- what the tree lock does ----

  /** What others do while a body that met a missing node has let go of the lock. */
  Interruption betweenAttempts = () -> {};

  /** Something that others do. */
  interface Interruption {
    void run() throws IOException;
  }

  /** Something to do with trees that is run again when a node is missing. */
  interface Body<T> {
    T run() throws IOException;
  }

  <T> T run(Body<T> body) throws IOException {
    PinnedNodes pins = new PinnedNodes();
    try {
      while (true) {
        try {
          return body.run();
        } catch (NodeMissing e) {
          store.load(e, pins);
          betweenAttempts.run();
        }
      }
    } finally {
      store.unpin(pins);
    }
  }

  // ---- checkpoints ----

  /** A tree with a number, under which the tree of roots has it. */
  static final class Numbered {
    final long number;
    final Tree tree;

    /** To be removed from the tree of roots once it is empty. */
    boolean deleting;

    Numbered(long number, Tree tree) {
      this.number = number;
      this.tree = tree;
    }
  }

  /** A checkpoint on its way to the device. */
  final class Checkpoint {
    private final Set<Numbered> changed;
    private final PlacedNodes nodes;
    private final FrozenSpace frozen;

    private Checkpoint(Set<Numbered> changed, PlacedNodes nodes, FrozenSpace frozen) {
      this.changed = changed;
      this.nodes = nodes;
      this.frozen = frozen;
    }

    void write() throws IOException {
      nodes.write();
      frozen.writeTo(device);
      SuperblockStore.write(device, superblock());
    }

    void finish() {
      nodes.finish();
      roots.settle();
      changed.forEach(numbered -> numbered.tree.settle());
      space.checkpointDurable(frozen.generation());
    }

    private Superblock superblock() {
      return new Superblock(
          FeatureFlags.NONE,
          VOLUME_ID,
          frozen.generation(),
          geometry,
          Instant.EPOCH,
          frozen.digest(),
          frozen.freeBlocks(),
          roots.pointer(),
          1,
          0,
          LogAnchor.NONE);
    }
  }

  /** The part of a checkpoint that nothing else may come into. */
  Checkpoint freeze(Set<Numbered> changed) throws IOException {
    Set<Numbered> copy = new LinkedHashSet<>(changed);
    return run(
        () -> {
          for (Numbered numbered : copy) {
            roots.prepare(numbered.number, 0);
          }
          for (Numbered numbered : copy) {
            putRoot(numbered);
          }
          long open = store.openBytes() / geometry.nodeSize();
          PlacedNodes nodes = PlacedNodes.place(store, roots);
          assertEquals(nodes.size(), open, "open nodes that were counted");
          return new Checkpoint(copy, nodes, space.freeze());
        });
  }

  private void putRoot(Numbered numbered) throws IOException {
    if (numbered.deleting && numbered.tree.isEmpty()) {
      roots.remove(numbered.number, 0);
      return;
    }
    byte[] value = new byte[ROOT_ITEM_BYTES];
    if (!numbered.tree.isOpen() && !numbered.tree.isEmpty()) {
      numbered.tree.pointer().encode(value, 0);
    }
    roots.put(numbered.number, 0, value);
    roots.attach(numbered.number, 0, numbered.tree);
  }

  void checkpoint(Set<Numbered> changed) throws IOException {
    Checkpoint checkpoint = freeze(changed);
    checkpoint.write();
    checkpoint.finish();
  }

  /** Forgets what is in memory and goes on from the last checkpoint on the device. */
  void reopen() throws IOException {
    Superblock superblock = SuperblockStore.readAll(device).getFirst();
    space = SpaceMap.load(device, geometry, superblock);
    store = newStore();
    roots = new Tree(store, ItemReferences.NONE, superblock.rootsPointer());
  }

  /** Changes a byte of the device behind everybody's back. */
  void flip(long offsetBytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sector = arena.allocate(geometry.sectorSize(), geometry.sectorSize());
      long start = offsetBytes / geometry.sectorSize() * geometry.sectorSize();
      device.read(start, sector);
      long at = offsetBytes - start;
      byte flipped = (byte) (sector.get(ValueLayout.JAVA_BYTE, at) ^ 0x10);
      sector.set(ValueLayout.JAVA_BYTE, at, flipped);
      device.write(start, sector, WriteCategory.TREE_LEAF);
    }
  }

  /** A tree as the last checkpoint has it. */
  Tree reopenedTree(long number, ItemReferences items) throws IOException {
    return run(
        () -> {
          Cursor cursor = new Cursor();
          if (!roots.seek(cursor, number, 0)) {
            throw new AssertionError("there is no tree " + number);
          }
          return new Tree(store, items, BlockPointer.decode(cursor.copyValue(), 0));
        });
  }
}
