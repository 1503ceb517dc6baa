package io.mucca.btree;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.Geometry;
import org.jspecify.annotations.Nullable;

/**
 * One B+tree: sorted items with 128-bit keys (unsigned) and values of up to {@link
 * NodeStore#maxValueLength} bytes.
 *
 * <p>Trees share nodes. Shadowing follows O. Rodeh, "B-trees, shadowing, and clones" (ACM TOS 3(4),
 * 2008): a node with one reference moves, one with more is copied, which adds a reference to each
 * of its children and takes one from the original; so {@link #share} costs one count however large
 * the tree is.
 *
 * <p>Guarded by the image's tree lock: reading needs it shared, {@link #prepare}, {@link #put},
 * {@link #remove}, {@link #share} and {@link #deleteSome} need it alone. Any of them may throw
 * {@link NodeMissing} before it has changed anything; after {@link #prepare} has returned for a
 * key, a change at that key in the same hold of the lock does not.
 */
public final class Tree {
  /** A node below this part of its size looks for a neighbour to merge with. */
  private static final int MERGE_DIVISOR = 4;

  private final NodeStore store;
  private final ItemReferences items;

  /**
   * The path of the change that is under way; there is one change at a time in all trees of a
   * store.
   */
  private final Cursor write;

  /** The root while no pointer leads to it; else null, and {@link #rootPointer} counts. */
  private @Nullable Node rootNode;

  private BlockPointer rootPointer;

  private @Nullable ItemListener listener;

  /**
   * @param rootPointer where the root lies, or {@link BlockPointer#NONE} for an empty tree
   */
  public Tree(NodeStore store, ItemReferences items, BlockPointer rootPointer) {
    this.store = store;
    this.write = store.writeCursor();
    this.items = items;
    this.rootPointer = rootPointer;
  }

  /** Lets somebody hear of every item that is put or removed; null for nobody. */
  public void setListener(@Nullable ItemListener listener) {
    this.listener = listener;
  }

  private void tellPut(long high, long low, byte[] value, int offset, int length) {
    if (listener != null) {
      listener.put(high, low, value, offset, length);
    }
  }

  public boolean isEmpty() {
    return rootNode == null && rootPointer.isNone();
  }

  /** Sizes of the image that the tree is in, for who verifies what its items say. */
  public Geometry geometry() {
    return store.geometry();
  }

  /** Longest value that an item may have, in bytes. */
  public int maxValueLength() {
    return store.maxValueLength();
  }

  // ---- reading ----

  /** Places the cursor on the key, or where it would be inserted; true if it is there. */
  public boolean seek(Cursor cursor, long high, long low) throws CorruptBlockException {
    if (isEmpty()) {
      cursor.leafDepth = -1;
      return false;
    }
    Node node = root();
    int depth = 0;
    while (!node.isLeaf()) {
      int slot = node.childSlot(high, low);
      cursor.path[depth] = node;
      cursor.slots[depth] = slot;
      depth++;
      node = store.child(node, slot);
    }
    int slot = node.find(high, low);
    cursor.path[depth] = node;
    cursor.slots[depth] = slot >= 0 ? slot : -slot - 1;
    cursor.leafDepth = depth;
    return slot >= 0;
  }

  /** Places the cursor on the least key at or above the given one; false if there is none. */
  public boolean seekCeiling(Cursor cursor, long high, long low) throws CorruptBlockException {
    return seek(cursor, high, low)
        || (cursor.leafDepth >= 0 && (cursor.isOnSlot() || nextLeaf(cursor)));
  }

  /** Places the cursor on the greatest key at or below the given one; false if there is none. */
  public boolean seekFloor(Cursor cursor, long high, long low) throws CorruptBlockException {
    return seek(cursor, high, low) || (cursor.leafDepth >= 0 && previous(cursor));
  }

  /** Moves to the next key; false at the end. */
  public boolean next(Cursor cursor) throws CorruptBlockException {
    if (++cursor.slots[cursor.leafDepth] < cursor.leaf().slotCount()) {
      return true;
    }
    return nextLeaf(cursor);
  }

  /** Moves to the key before; false at the beginning. */
  public boolean previous(Cursor cursor) throws CorruptBlockException {
    if (--cursor.slots[cursor.leafDepth] >= 0) {
      return true;
    }
    Node from = cursor.leaf();
    int depth = cursor.leafDepth - 1;
    while (depth >= 0 && cursor.slots[depth] == 0) {
      depth--;
    }
    if (depth < 0) {
      return false;
    }
    cursor.slots[depth]--;
    for (int d = depth; d < cursor.leafDepth; d++) {
      Node child = store.child(cursor.path[d], cursor.slots[d]);
      cursor.path[d + 1] = child;
      cursor.slots[d + 1] = child.slotCount() - 1;
    }
    requireOrder(cursor.leaf(), from);
    return true;
  }

  private boolean nextLeaf(Cursor cursor) throws CorruptBlockException {
    Node from = cursor.leaf();
    int depth = cursor.leafDepth - 1;
    while (depth >= 0 && cursor.slots[depth] == cursor.path[depth].slotCount() - 1) {
      depth--;
    }
    if (depth < 0) {
      return false;
    }
    cursor.slots[depth]++;
    for (int d = depth; d < cursor.leafDepth; d++) {
      Node child = store.child(cursor.path[d], cursor.slots[d]);
      cursor.path[d + 1] = child;
      cursor.slots[d + 1] = 0;
    }
    requireOrder(from, cursor.leaf());
    return cursor.leaf().slotCount() > 0;
  }

  /** Two leaves side by side: keys that do not ascend would let a walk go on forever. */
  private static void requireOrder(Node left, Node right) throws CorruptBlockException {
    int last = left.slotCount() - 1;
    if (last >= 0
        && right.slotCount() > 0
        && right.compareKey(0, left.keyHigh(last), left.keyLow(last)) <= 0) {
      throw new CorruptBlockException(
          "the leaves at blocks %d and %d of a tree are out of order"
              .formatted(left.address(), right.address()));
    }
  }

  private Node root() throws CorruptBlockException {
    Node root = rootNode;
    return root != null ? root : store.root(rootPointer);
  }

  // ---- changing ----

  /**
   * Makes the whole path to a key changeable. An operation that changes several keys prepares them
   * all before it changes the first, so that it never stops half way for a node that is not in
   * memory.
   */
  public void prepare(long high, long low) throws CorruptBlockException {
    // An empty tree has no path, and stays without a node if nothing is put into it.
    if (!isEmpty()) {
      shadowPath(high, low);
    }
  }

  /** Adds an item or replaces its value. */
  public void put(long high, long low, byte[] value) throws CorruptBlockException {
    put(high, low, value, 0, value.length);
  }

  /** Adds an item or replaces its value by part of an array. */
  public void put(long high, long low, byte[] value, int offset, int length)
      throws CorruptBlockException {
    if (length > store.maxValueLength()) {
      throw new IllegalArgumentException(
          "value of " + length + " bytes is too long for a tree item");
    }
    // Each turn that does not return has split a node on the path, so that the next finds more
    // room.
    for (int turn = 0; turn <= 4 * NodeLayout.MAX_LEVEL; turn++) {
      shadowPath(high, low);
      store.noteChange();
      Node leaf = write.leaf();
      int slot = write.slot();
      boolean exists = slot < leaf.slotCount() && leaf.compareKey(slot, high, low) == 0;
      if (exists && leaf.replaceValue(slot, value, offset, length)) {
        tellPut(high, low, value, offset, length);
        return;
      }
      if (exists) {
        leaf.removeSlot(slot);
      }
      if (leaf.hasRoomFor(length)) {
        leaf.insertValue(slot, high, low, value, offset, length);
        tellPut(high, low, value, offset, length);
        return;
      }
      split(write.leafDepth, slot == leaf.slotCount(), high, low);
    }
    throw new IllegalStateException("no room for an item after splitting every node on its path");
  }

  /**
   * Removes an item; false if there was none. What its value points to stays the caller's to count.
   */
  public boolean remove(long high, long low) throws CorruptBlockException {
    if (isEmpty()) {
      return false;
    }
    shadowPath(high, low);
    Node leaf = write.leaf();
    int slot = write.slot();
    if (slot >= leaf.slotCount() || leaf.compareKey(slot, high, low) != 0) {
      return false;
    }
    store.noteChange();
    leaf.removeSlot(slot);
    shrink(write.leafDepth);
    if (listener != null) {
      listener.removed(high, low);
    }
    return true;
  }

  /**
   * Puts a tree's root under an item of the tree of roots: the first bytes of the item's value are
   * its pointer.
   */
  public void attach(long high, long low, Tree tree) throws CorruptBlockException {
    shadowPath(high, low);
    write.leaf().setChild(write.slot(), tree.rootNode);
  }

  /**
   * Walks to a key, making every node on the way open and exclusive; {@link #write} is then the
   * path.
   */
  private void shadowPath(long high, long low) throws CorruptBlockException {
    Node node = shadowRoot();
    int depth = 0;
    while (!node.isLeaf()) {
      int slot = node.childSlot(high, low);
      if (slot == 0 && node.compareKey(0, high, low) > 0) {
        // A later split under slot 0 may bring a separator as low as this key, and slots stay in
        // order.
        node.setKey(0, high, low);
      }
      write.path[depth] = node;
      write.slots[depth] = slot;
      node = shadowChild(node, slot, store.child(node, slot));
      depth++;
    }
    int slot = node.find(high, low);
    write.path[depth] = node;
    write.slots[depth] = slot >= 0 ? slot : -slot - 1;
    write.leafDepth = depth;
  }

  private Node shadowRoot() throws CorruptBlockException {
    if (isEmpty()) {
      rootNode = store.newNode(0);
      return rootNode;
    }
    Node shadow = shadow(root());
    rootNode = shadow;
    rootPointer = BlockPointer.NONE;
    return shadow;
  }

  private Node shadowChild(Node parent, int slot, Node child) throws CorruptBlockException {
    Node shadow = shadow(child);
    if (shadow != child) {
      parent.setChild(slot, shadow);
    }
    return shadow;
  }

  private Node shadow(Node node) throws CorruptBlockException {
    int references = store.references(node);
    if (references == 1 && !node.isPlaced()) {
      return node;
    }
    Node copy = store.newCopy(node);
    try {
      if (references > 1) {
        addChildReferences(node);
      }
      store.removeReference(node);
    } catch (CorruptBlockException e) {
      store.noteChange(); // some counts have changed, and the trees have not
      throw e;
    }
    return copy;
  }

  private void addChildReferences(Node node) throws CorruptBlockException {
    for (int slot = 0; slot < node.slotCount(); slot++) {
      if (node.isLeaf()) {
        items.forEachRange(
            node.keyHigh(slot),
            node.keyLow(slot),
            node.page,
            node.valueOffset(slot),
            node.valueLength(slot),
            store.space()::increment);
      } else {
        Node child = node.childInMemory(slot);
        if (child != null) {
          store.addReference(child);
        } else {
          store.addReference(node.childAddress(slot), node.childLength(slot));
        }
      }
    }
  }

  // ---- splitting ----

  /**
   * Splits the node at a depth of the write path, or first the one above if that has no room, or
   * grows the tree by a level; the caller walks down anew.
   *
   * @param appending the new key goes behind all others of the node: then the node stays full, as
   *     sequential writes like it, and only the last slot or the new key moves on
   */
  private void split(int depth, boolean appending, long high, long low)
      throws CorruptBlockException {
    Node node = write.path[depth];
    if (depth == 0) {
      if (node.level == NodeLayout.MAX_LEVEL) {
        throw new CorruptBlockException("a tree has more levels than it can need");
      }
      Node root = store.newNode(node.level + 1);
      root.insertChild(0, node.keyHigh(0), node.keyLow(0), node);
      rootNode = root;
      return;
    }
    Node parent = write.path[depth - 1];
    int parentSlot = write.slots[depth - 1];
    if (!parent.hasRoomForChild()) {
      split(depth - 1, parentSlot == parent.slotCount() - 1, high, low);
      return;
    }
    Node right = store.newNode(node.level);
    if (appending && node.isLeaf()) {
      parent.insertChild(parentSlot + 1, high, low, right);
      return;
    }
    int middle = appending ? node.slotCount() - 1 : node.middleSlot();
    right.appendFrom(node, middle, node.slotCount());
    node.truncateSlots(middle);
    parent.insertChild(parentSlot + 1, right.keyHigh(0), right.keyLow(0), right);
  }

  /**
   * Splits every open node that is longer than it may be, as far as its items allow: where free
   * space is in small pieces only, shorter nodes still find their places. Needs no block and meets
   * no missing node.
   *
   * @param limitBytes longest that a node with more than one item may be on the device
   */
  public void splitOpenNodes(int limitBytes) throws CorruptBlockException {
    // A parent without room for more children is split by one turn and its children by the next.
    for (int turn = 0; turn <= 2 * NodeLayout.MAX_LEVEL; turn++) {
      Node old = rootNode;
      if (old == null || !hasLongNode(old, limitBytes)) {
        return;
      }
      store.noteChange();
      Node root = shadowRoot();
      splitChildren(root, limitBytes);
      if (isLong(root, limitBytes)) {
        Node above = store.newNode(root.level + 1);
        above.insertChild(0, root.keyHigh(0), root.keyLow(0), root);
        splitChild(above, 0, limitBytes);
        rootNode = above;
      }
    }
  }

  private static boolean isLong(Node node, int limitBytes) {
    return node.encodedLength() > limitBytes && node.slotCount() > 1;
  }

  /** Whether an open node, or one below it in this tree, is too long. */
  private static boolean hasLongNode(Node node, int limitBytes) {
    boolean found = !node.isPlaced() && isLong(node, limitBytes);
    for (int slot = 0; !found && !node.isLeaf() && slot < node.slotCount(); slot++) {
      Node child = node.childInMemory(slot);
      found = child != null && hasLongNode(child, limitBytes);
    }
    return found;
  }

  private void splitChildren(Node node, int limitBytes) throws CorruptBlockException {
    for (int slot = 0; !node.isLeaf() && slot < node.slotCount(); slot++) {
      Node child = node.childInMemory(slot);
      if (child != null && hasLongNode(child, limitBytes)) {
        splitChildren(shadowChild(node, slot, child), limitBytes);
        splitChild(node, slot, limitBytes);
      }
    }
  }

  /**
   * Moves what is too much in a child to new ones behind it, while the parent has room for them.
   */
  private void splitChild(Node parent, int slot, int limitBytes) {
    Node rest = parent.childInMemory(slot);
    for (int at = slot; rest != null && isLong(rest, limitBytes); at++) {
      if (!parent.hasRoomForChild()) {
        return;
      }
      int kept = rest.slotsWithin(limitBytes);
      Node right = store.newNode(rest.level);
      right.appendFrom(rest, kept, rest.slotCount());
      rest.truncateSlots(kept);
      parent.insertChild(at + 1, right.keyHigh(0), right.keyLow(0), right);
      rest = right;
    }
  }

  // ---- shrinking ----

  private void shrink(int depth) throws CorruptBlockException {
    Node node = write.path[depth];
    if (node.slotCount() == 0) {
      store.dropOpenNode();
      if (depth == 0) {
        rootNode = null;
        rootPointer = BlockPointer.NONE;
        return;
      }
      write.path[depth - 1].removeSlot(write.slots[depth - 1]);
      shrink(depth - 1);
    } else if (depth == 0) {
      collapseRoot();
    } else if (node.contentLength() < node.page.length / MERGE_DIVISOR) {
      int slot = write.slots[depth - 1];
      if (mergeNeighbours(write.path[depth - 1], slot)
          || mergeNeighbours(write.path[depth - 1], slot - 1)) {
        shrink(depth - 1);
      }
    }
  }

  /**
   * Merges the child at a slot with the one after it, if both are at hand, exclusive, and fit well
   * into one node.
   */
  private boolean mergeNeighbours(Node parent, int slot) throws CorruptBlockException {
    if (slot < 0 || slot + 1 >= parent.slotCount()) {
      return false;
    }
    Node left = store.childIfResident(parent, slot);
    Node right = store.childIfResident(parent, slot + 1);
    if (left == null
        || right == null
        || store.references(left) > 1
        || store.references(right) > 1
        || left.contentLength() + right.contentLength() > parent.page.length * 3 / 4) {
      return false;
    }
    left = shadowChild(parent, slot, left);
    left.appendFrom(right, 0, right.slotCount());
    parent.removeSlot(slot + 1);
    store.removeReference(right);
    return true;
  }

  /** A root with one child is one level too many. */
  private void collapseRoot() throws CorruptBlockException {
    Node root = write.path[0];
    while (!root.isLeaf() && root.slotCount() == 1) {
      Node child = root.childInMemory(0);
      store.dropOpenNode();
      // What another tree refers to as well keeps its own way to what is below.
      if (child == null || child.isPlaced() || child.references > 1) {
        rootPointer = child == null ? root.childPointer(0) : BlockPointer.NONE;
        rootNode = child;
        return;
      }
      rootNode = child;
      root = child;
    }
  }

  // ---- whole trees ----

  /** A second tree with the same content, at the cost of one reference. */
  public Tree share() throws CorruptBlockException {
    store.noteChange();
    Tree other = new Tree(store, items, rootPointer);
    Node root = rootNode;
    if (root != null) {
      other.rootNode = root;
      store.addReference(root);
    } else if (!rootPointer.isNone()) {
      store.addReference(rootPointer);
    }
    return other;
  }

  /**
   * Removes a bounded part of the tree, from its end, with everything that only this tree refers
   * to. What remains is a valid tree, so that a checkpoint may come between two steps. A missing
   * node ends the step early if something has been removed already: else the step would begin anew
   * with its whole budget, again and again.
   *
   * @param leafBudget how many leaves of its own to give back at most
   * @return true once the tree is empty
   */
  public boolean deleteSome(int leafBudget) throws CorruptBlockException {
    for (int done = 0; !isEmpty() && done < leafBudget; done++) {
      try {
        deleteLastLeaf();
      } catch (NodeMissing e) {
        if (done == 0) {
          throw e;
        }
        return false;
      }
    }
    return isEmpty();
  }

  private void deleteLastLeaf() throws CorruptBlockException {
    if (removeRootReferenceIfShared()) {
      return;
    }
    Node root = root();
    if (root.isLeaf()) {
      removeItemReferences(root);
      store.removeReference(root);
      rootNode = null;
      rootPointer = BlockPointer.NONE;
      return;
    }
    Node node = shadowRoot();
    int depth = 0;
    while (true) {
      int slot = node.slotCount() - 1;
      write.path[depth] = node;
      write.slots[depth] = slot;
      if (removeChildReferenceIfShared(node, slot)) {
        break;
      }
      Node child = store.child(node, slot);
      if (child.isLeaf()) {
        removeItemReferences(child);
        store.removeReference(child);
        break;
      }
      node = shadowChild(node, slot, child);
      depth++;
    }
    node.removeSlot(node.slotCount() - 1);
    dropEmpty(depth);
  }

  private boolean removeRootReferenceIfShared() throws CorruptBlockException {
    Node root = rootNode;
    if (root != null
        ? store.references(root) == 1
        : store.space().references(rootPointer.address()) == 1) {
      return false;
    }
    if (root != null) {
      store.removeReference(root);
    } else {
      store.removeReference(rootPointer.address(), rootPointer.lengthBytes());
    }
    rootNode = null;
    rootPointer = BlockPointer.NONE;
    return true;
  }

  /** A child that others refer to as well needs no look at what is under it. */
  private boolean removeChildReferenceIfShared(Node node, int slot) throws CorruptBlockException {
    Node child = node.childInMemory(slot);
    if (child != null) {
      if (store.references(child) == 1) {
        return false;
      }
      store.removeReference(child);
      return true;
    }
    if (store.space().references(node.childAddress(slot)) == 1) {
      return false;
    }
    store.removeReference(node.childAddress(slot), node.childLength(slot));
    return true;
  }

  private void removeItemReferences(Node leaf) throws CorruptBlockException {
    store.noteChange(); // an error half way would leave counts that do not fit the tree
    for (int slot = 0; slot < leaf.slotCount(); slot++) {
      items.forEachRange(
          leaf.keyHigh(slot),
          leaf.keyLow(slot),
          leaf.page,
          leaf.valueOffset(slot),
          leaf.valueLength(slot),
          store.space()::decrement);
    }
  }

  private void dropEmpty(int depth) {
    for (int d = depth; d >= 0 && write.path[d].slotCount() == 0; d--) {
      store.dropOpenNode();
      if (d == 0) {
        rootNode = null;
      } else {
        write.path[d - 1].removeSlot(write.slots[d - 1]);
      }
    }
  }

  // ---- checkpoints ----

  @Nullable Node rootInMemory() {
    return rootNode;
  }

  /** Where the root lies; only while no change is in memory. */
  public BlockPointer pointer() {
    Node root = rootNode;
    if (root == null) {
      return rootPointer;
    }
    if (!root.isPlaced()) {
      throw new IllegalStateException("the root of an open tree has no place yet");
    }
    return root.pointer();
  }

  /** True if the next checkpoint has something of this tree to write. */
  public boolean isOpen() {
    Node root = rootNode;
    return root != null && !root.isPlaced();
  }

  /** After a checkpoint: the root is found through its pointer from now on. */
  public void settle() {
    Node root = rootNode;
    if (root != null && root.isPlaced()) {
      rootPointer = root.pointer();
      rootNode = null;
    }
  }
}
