package io.mucca.btree;

import io.mucca.block.BlockRange;
import io.mucca.block.Checksums;
import io.mucca.block.Geometry;
import io.mucca.block.NoSpaceException;
import io.mucca.block.SpaceMap;
import io.mucca.block.Zone;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that one checkpoint writes. Three steps: {@link #place()} gives each its blocks while
 * nothing changes, {@link #write} brings them to the device while work goes on, {@link #finish}
 * hands them over to the cache.
 *
 * <p>Invariant: a node comes after all its children in the list, so that every pointer has its
 * checksum when the node that holds it is encoded.
 */
public final class PlacedNodes {
  private static final int BUFFER_BYTES = 1 << 20;

  private final NodeStore store;
  private final List<Node> nodes = new ArrayList<>();

  /** Whose each node is, for the account of what was written. */
  private final LongArrayList owners = new LongArrayList();

  /** Nothing yet. */
  public PlacedNodes(NodeStore store) {
    this.store = store;
  }

  /**
   * Places every open node below the tree of roots, without saying whose they are. Needs the tree
   * lock alone.
   *
   * @throws NoSpaceException if there are not enough blocks; nothing is changed then
   */
  public static PlacedNodes place(NodeStore store, Tree roots) throws NoSpaceException {
    PlacedNodes placed = new PlacedNodes(store);
    placed.collect(roots, WriteShares.IMAGE);
    placed.place();
    return placed;
  }

  /**
   * Takes the open nodes of a tree that were not taken with another. The tree of roots comes last:
   * it leads to all others. From here to {@link #place} or {@link #abandon} the tree lock must be
   * held alone, and no tree that was taken may be changed.
   *
   * @param owner the root that the tree is of, or {@link WriteShares#IMAGE}
   */
  public void collect(Tree tree, long owner) {
    Node root = tree.rootInMemory();
    if (root != null) {
      collect(root);
    }
    while (owners.size() < nodes.size()) {
      owners.add(owner);
    }
  }

  /** What is going to be written of the nodes that were taken so far. */
  public WrittenBytes bytes(WriteCause cause) {
    WrittenBytes.Builder bytes = new WrittenBytes.Builder();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      bytes.add(owners.getLong(i), category(node), cause, padded(node.encodedLength()));
    }
    return bytes.build();
  }

  private static WriteCategory category(Node node) {
    return node.isLeaf() ? WriteCategory.TREE_LEAF : WriteCategory.TREE_INTERIOR;
  }

  private int padded(int length) {
    int sector = store.geometry().sectorSize();
    return (length + sector - 1) / sector * sector;
  }

  /**
   * Gives each node its blocks.
   *
   * @throws NoSpaceException if there are not enough blocks; nothing is changed then
   */
  public void place() throws NoSpaceException {
    placeAll();
    store.allNodesPlaced();
  }

  /** Lets go of what was taken, because it will not be placed. */
  public void abandon() {
    nodes.forEach(node -> node.collected = false);
  }

  public int size() {
    return nodes.size();
  }

  /** Children first; the depth is bounded by the levels of two trees. */
  private void collect(Node node) {
    if (node.isPlaced() || node.collected) {
      return;
    }
    node.collected = true;
    for (int slot = 0; slot < node.slotCount(); slot++) {
      Node child = node.childInMemory(slot);
      if (child != null) {
        collect(child);
      }
    }
    nodes.add(node);
  }

  /** Leaves lie together, and so do interior nodes: each run is then one large write. */
  private void placeAll() throws NoSpaceException {
    int[] lengths = nodes.stream().mapToInt(Node::encodedLength).toArray();
    int[] blocks = new int[nodes.size()];
    long[] addresses = new long[nodes.size()];
    Reservation reservation = new Reservation(store.space());
    try {
      for (boolean leaves : new boolean[] {true, false}) {
        long wanted = 0;
        for (int i = 0; i < blocks.length; i++) {
          if (nodes.get(i).isLeaf() == leaves) {
            blocks[i] = store.blocksOf(lengths[i]);
            wanted += blocks[i];
          }
        }
        for (int i = 0; i < blocks.length; i++) {
          if (nodes.get(i).isLeaf() == leaves) {
            addresses[i] = reservation.take(blocks[i], wanted);
            wanted -= blocks[i];
          }
        }
      }
    } catch (NoSpaceException e) {
      abandon();
      for (int i = 0; i < blocks.length; i++) {
        if (addresses[i] != 0) {
          store.space().release(addresses[i], blocks[i]);
        }
      }
      throw e;
    } finally {
      reservation.releaseRest();
    }
    for (int i = 0; i < blocks.length; i++) {
      Node node = nodes.get(i);
      node.placeAt(addresses[i], lengths[i]);
      store.space().claim(addresses[i], blocks[i], node.references);
    }
  }

  /** Takes pieces from reserved ranges of blocks. */
  private static final class Reservation {
    private final SpaceMap space;
    private long next;
    private int left;

    Reservation(SpaceMap space) {
      this.space = space;
    }

    long take(int blockCount, long wanted) throws NoSpaceException {
      if (left < blockCount) {
        releaseRest();
        BlockRange range =
            space.reserve((int) Math.min(wanted, Geometry.REGION_BLOCKS), Zone.METADATA);
        if (range.count() < blockCount) {
          space.release(range.start(), range.count());
          range = space.reserve(blockCount, Zone.METADATA);
        }
        next = range.start();
        left = range.count();
        if (left < blockCount) {
          throw new NoSpaceException(space.pendingBlocks());
        }
      }
      long address = next;
      next += blockCount;
      left -= blockCount;
      return address;
    }

    void releaseRest() {
      if (left > 0) {
        space.release(next, left);
        left = 0;
      }
    }
  }

  /** Writes all nodes; not durable before the device's next sync. */
  public void write() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      RunWriter writer = new RunWriter(arena);
      byte[] content = new byte[store.geometry().nodeSize()];
      for (Node node : nodes) {
        node.resolveChildren();
        node.encode(content, store.volumeId());
        node.setChecksum(Checksums.crc32c(content, 0, node.lengthBytes()));
      }
      for (boolean leaves : new boolean[] {true, false}) {
        for (int i = 0; i < nodes.size(); i++) {
          Node node = nodes.get(i);
          if (node.isLeaf() == leaves) {
            node.encode(content, store.volumeId());
            writer.add(node, content, owners.getLong(i));
          }
        }
        writer.flush();
      }
    }
  }

  /**
   * Joins nodes that follow each other on the device without a gap into one write. A node whose
   * last block is not full ends the run: the rest of that block would be bytes written for nothing.
   */
  private final class RunWriter {
    private final MemorySegment buffer;
    private final int blockSize = store.geometry().blockSize();
    private long runOffset;
    private int runLength;
    private WriteCategory category = WriteCategory.TREE_LEAF;
    private final WriteShares shares = new WriteShares();

    RunWriter(Arena arena) {
      buffer = arena.allocate(BUFFER_BYTES, 4096);
    }

    void add(Node node, byte[] content, long owner) throws IOException {
      int length = node.lengthBytes();
      int padded = padded(length);
      long offset = node.address() * blockSize;
      if (offset != runOffset + runLength || runLength + padded > buffer.byteSize()) {
        flush();
        runOffset = offset;
      }
      category = category(node);
      MemorySegment.copy(content, 0, buffer, ValueLayout.JAVA_BYTE, runLength, length);
      buffer.asSlice(runLength + length, padded - length).fill((byte) 0);
      shares.add(owner, category, padded);
      runLength += padded;
    }

    void flush() throws IOException {
      if (runLength > 0) {
        store.device().write(runOffset, buffer.asSlice(0, runLength), category, shares);
        shares.clear();
        runOffset += runLength;
        runLength = 0;
      }
    }
  }

  /** The nodes are durable: from now on they are found by address. Needs the tree lock alone. */
  public void finish() {
    for (Node node : nodes) {
      store.cachePlaced(node);
    }
    for (Node node : nodes) {
      node.forgetChildren();
    }
  }
}
