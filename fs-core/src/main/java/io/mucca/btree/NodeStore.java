package io.mucca.btree;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import io.mucca.block.SpaceMap;
import io.mucca.device.BlockDevice;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of all trees of an image: those in memory, and the way to those on the device.
 *
 * <p>Everything but {@link #load} needs the image's tree lock; {@code load} is called without it.
 */
public final class NodeStore {
  private final BlockDevice device;
  private final Geometry geometry;
  private final SpaceMap space;
  private final long volumeId;
  private final NodeCache cache;
  private final NodeReader reader;

  /** Guarded by the tree lock held alone. */
  private final Cursor writeCursor = new Cursor();

  /** Guarded by the tree lock held alone. */
  private long openNodeCount;

  /** Guarded by the tree lock held alone. */
  private boolean changed;

  /**
   * @param volumeId stands in every node, so that a stale block of another volume is never taken
   *     for one
   * @param cacheBytes bound of the placed nodes kept in memory
   */
  public NodeStore(
      BlockDevice device, Geometry geometry, SpaceMap space, long volumeId, long cacheBytes) {
    this.device = device;
    this.geometry = geometry;
    this.space = space;
    this.volumeId = volumeId;
    this.cache = new NodeCache(cacheBytes, geometry.nodeSize());
    this.reader = new NodeReader(device, geometry, volumeId);
  }

  public SpaceMap space() {
    return space;
  }

  /** An update begins: nothing has been changed yet. */
  public void beginUpdate() {
    changed = false;
  }

  /**
   * Whether the update that is under way has changed what a tree holds, so that it cannot begin
   * anew.
   */
  public boolean hasChanged() {
    return changed;
  }

  void noteChange() {
    changed = true;
  }

  Cursor writeCursor() {
    return writeCursor;
  }

  Geometry geometry() {
    return geometry;
  }

  BlockDevice device() {
    return device;
  }

  long volumeId() {
    return volumeId;
  }

  /** Longest value that an item may have, in bytes: four items fit into every leaf. */
  public int maxValueLength() {
    return maxValueLength(geometry);
  }

  /** The same for any image with this geometry. */
  public static int maxValueLength(Geometry geometry) {
    return NodeLayout.maxValueLength(geometry.nodeSize());
  }

  /** Memory that open nodes take. */
  public long openBytes() {
    return openNodeCount * geometry.nodeSize();
  }

  /** Blocks that the open nodes may need at the next checkpoint. */
  public long openBlocks() {
    return openNodeCount * blocksOf(geometry.nodeSize());
  }

  int blocksOf(int lengthBytes) {
    return geometry.blocksFor(lengthBytes);
  }

  // ---- nodes in memory ----

  Node newNode(int level) {
    openNodeCount++;
    return Node.open(geometry.nodeSize(), level, space.openGeneration());
  }

  Node newCopy(Node node) {
    openNodeCount++;
    return node.copy(geometry.nodeSize(), space.openGeneration());
  }

  /** Forgets an open node that nothing refers to any more. */
  void dropOpenNode() {
    openNodeCount--;
  }

  void allNodesPlaced() {
    openNodeCount = 0;
  }

  void cachePlaced(Node node) {
    cache.put(node);
  }

  /** The child under a slot of an interior node. */
  Node child(Node parent, int slot) throws CorruptBlockException {
    Node child = childIfResident(parent, slot);
    if (child == null) {
      throw new NodeMissing(parent.childPointer(slot), parent.level - 1);
    }
    return child;
  }

  /** The same, or null if it is not in memory. */
  @Nullable Node childIfResident(Node parent, int slot) throws CorruptBlockException {
    Node open = parent.childInMemory(slot);
    if (open != null) {
      return open;
    }
    Node child = cache.get(parent.childAddress(slot));
    if (child != null) {
      requireChild(parent, slot, child);
    }
    return child;
  }

  /**
   * Verifies what only the parent knows of a node. Levels that fall and keys that keep within their
   * bounds are what makes every walk end.
   */
  private static void requireChild(Node parent, int slot, Node child) throws CorruptBlockException {
    // It may be in the cache for the sake of another pointer.
    if (!child.isAt(parent.page, parent.childPointerOffset(slot))) {
      throw new CorruptBlockException(
          "block " + child.address() + " has two pointers that contradict each other");
    }
    if (child.level != parent.level - 1) {
      throw new CorruptBlockException(
          "block "
              + child.address()
              + " has level "
              + child.level
              + " below level "
              + parent.level);
    }
    if (!parent.holds(slot, child)) {
      throw new CorruptBlockException(
          "block " + child.address() + " has keys that do not belong where it is in the tree");
    }
  }

  /** The root of a tree that is placed. */
  Node root(BlockPointer pointer) throws CorruptBlockException {
    Node root = cache.get(pointer.address());
    if (root == null) {
      throw new NodeMissing(pointer, -1);
    }
    if (!root.pointer().equals(pointer)) {
      throw new CorruptBlockException(
          "block " + pointer.address() + " has two pointers that contradict each other");
    }
    return root;
  }

  // ---- reference counts ----

  int references(Node node) throws CorruptBlockException {
    return node.isPlaced() ? space.references(node.address()) : node.references;
  }

  void addReference(Node node) throws CorruptBlockException {
    if (node.isPlaced()) {
      space.increment(node.address(), blocksOf(node.lengthBytes()));
    } else {
      node.references++;
    }
  }

  /**
   * Takes one reference away; at none the node's own blocks (not its children's) are given back.
   */
  void removeReference(Node node) throws CorruptBlockException {
    if (!node.isPlaced()) {
      if (--node.references == 0) {
        dropOpenNode();
      }
    } else if (removeReference(node.address(), node.lengthBytes())) {
      cache.remove(node.address());
    }
  }

  /** The same for a placed node that need not be in memory; true if that was the last reference. */
  boolean removeReference(long address, int lengthBytes) throws CorruptBlockException {
    boolean last = space.references(address) == 1;
    space.decrement(address, blocksOf(lengthBytes));
    return last;
  }

  void addReference(BlockPointer pointer) throws CorruptBlockException {
    addReference(pointer.address(), pointer.lengthBytes());
  }

  /** The same for a placed node that need not be in memory. */
  void addReference(long address, int lengthBytes) throws CorruptBlockException {
    space.increment(address, blocksOf(lengthBytes));
  }

  // ---- nodes on the device ----

  /**
   * Reads the node that a walk missed into memory, where it stays until {@link #unpin}: so an
   * operation that starts over for each missing node gets on, however small the cache. To be called
   * without the tree lock.
   */
  public void load(NodeMissing missing, PinnedNodes pins) throws IOException {
    pins.nodes.add(cache.putPinned(read(missing.pointer, missing.level)));
  }

  /** Lets go of what was loaded for an operation that is over. */
  public void unpin(PinnedNodes pins) {
    pins.nodes.forEach(cache::unpin);
    pins.nodes.clear();
  }

  /** Reads and verifies a node, past the cache. */
  Node read(BlockPointer pointer, int expectedLevel) throws IOException {
    return reader.read(pointer, expectedLevel, space.openGeneration());
  }
}
