package io.mucca.btree;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One node of a tree in memory: its page, and what is known of it besides.
 *
 * <p>A node is <em>open</em> from its making until the next checkpoint gives it a place on the
 * device; only an open node with a single reference changes. From then on it is <em>placed</em> and
 * immutable, so that the checkpoint writes it while others read it. While it is open its reference
 * count stands here, afterwards in the space map.
 *
 * <p>Guarded by the tree lock: readers share it, changes hold it alone.
 */
final class Node {
  /**
   * Slots and values; as long as the content for a node that was read, of full node size for an
   * open one.
   */
  final byte[] page;

  final int level;

  /** The generation of the checkpoint that writes this node first. */
  final long generation;

  private int slotCount;

  /** Where the lowest value begins; meaningful in an open leaf only. */
  private int heapStart;

  /** Bytes of values, without the holes that removed ones left. */
  private int valueBytes;

  /**
   * Children that no pointer in the page leads to yet, by slot: open ones and those that a running
   * checkpoint is about to write. In a leaf of the tree of roots: the root nodes of the trees that
   * its items name.
   */
  private @Nullable Node @Nullable [] children;

  /** References of an open node. */
  int references = 1;

  private long address;
  private int lengthBytes;
  private int checksum;

  /** The checkpoint that is being put together has met this node already. */
  boolean collected;

  /** Guarded by the cache that holds the node. */
  boolean recentlyUsed;

  /** How many need the node to stay in the cache. Guarded by the cache that holds the node. */
  int pins;

  private Node(byte[] page, int level, long generation) {
    this.page = page;
    this.level = level;
    this.generation = generation;
    this.heapStart = page.length;
  }

  static Node open(int nodeSize, int level, long generation) {
    return new Node(new byte[nodeSize], level, generation);
  }

  /**
   * Takes bytes whose checksum was right and verifies that they are a node.
   *
   * @param content exactly the content
   * @throws CorruptBlockException naming {@code pointer} and what is wrong
   */
  static Node read(
      byte[] content, BlockPointer pointer, int expectedLevel, long volumeId, int nodeSize)
      throws CorruptBlockException {
    if (content.length < NodeLayout.HEADER_SIZE
        || NodeLayout.getUnsignedShort(content, NodeLayout.MAGIC_OFFSET) != NodeLayout.MAGIC) {
      throw damaged(pointer, "is not a tree node");
    }
    int level = content[NodeLayout.LEVEL_OFFSET];
    if (level < 0
        || level > NodeLayout.MAX_LEVEL
        || (expectedLevel >= 0 && level != expectedLevel)) {
      throw damaged(pointer, "has level " + level + " where " + expectedLevel + " is due");
    }
    long generation = NodeLayout.getLong(content, NodeLayout.GENERATION_OFFSET);
    if (generation != pointer.birthGeneration()
        || NodeLayout.getLong(content, NodeLayout.VOLUME_ID_OFFSET) != volumeId
        || NodeLayout.getInt(content, NodeLayout.LENGTH_OFFSET) != content.length) {
      throw damaged(pointer, "belongs to another volume, time or place");
    }
    int slotCount = NodeLayout.getUnsignedShort(content, NodeLayout.SLOT_COUNT_OFFSET);
    byte[] page = level == 0 ? unpack(content, slotCount, pointer, nodeSize) : content;
    Node node = new Node(page, level, generation);
    node.slotCount = slotCount;
    node.verifySlots(pointer);
    node.placeAt(pointer.address(), pointer.lengthBytes());
    node.checksum = pointer.checksum();
    return node;
  }

  /** The page of a leaf: its slots as long as each other, and then its values. */
  private static byte[] unpack(byte[] content, int slotCount, BlockPointer pointer, int nodeSize)
      throws CorruptBlockException {
    int slotsEnd = NodeLayout.HEADER_SIZE + slotCount * NodeLayout.LEAF_SLOT_SIZE;
    int valuesAt = content.length - valueBytes(content, slotCount, pointer, nodeSize);
    long length = slotsEnd + (long) content.length - valuesAt;
    if (length > nodeSize) {
      throw damaged(pointer, "has " + slotCount + " slots in a node of " + length + " bytes");
    }
    byte[] page = new byte[(int) length];
    PackedSlots slots = new PackedSlots(content, NodeLayout.HEADER_SIZE, valuesAt);
    int value = slotsEnd;
    for (int slot = 0; slot < slotCount; slot++) {
      int valueLength = slots.read();
      int at = NodeLayout.HEADER_SIZE + slot * NodeLayout.LEAF_SLOT_SIZE;
      NodeLayout.putLong(page, at + NodeLayout.KEY_HIGH, slots.keyHigh());
      NodeLayout.putLong(page, at + NodeLayout.KEY_LOW, slots.keyLow());
      NodeLayout.putShort(page, at + NodeLayout.VALUE_OFFSET, value);
      NodeLayout.putShort(page, at + NodeLayout.VALUE_LENGTH, valueLength);
      value += valueLength;
    }
    System.arraycopy(content, valuesAt, page, slotsEnd, content.length - valuesAt);
    return page;
  }

  /** What the values of a leaf take on the device, from the end of its slots to its own. */
  private static int valueBytes(byte[] content, int slotCount, BlockPointer pointer, int nodeSize)
      throws CorruptBlockException {
    int maxValueLength = NodeLayout.maxValueLength(nodeSize);
    PackedSlots slots = new PackedSlots(content, NodeLayout.HEADER_SIZE, content.length);
    long bytes = 0;
    try {
      for (int slot = 0; slot < slotCount; slot++) {
        int valueLength = slots.read();
        if (valueLength > maxValueLength) {
          // It would leave a split without a place for the next one.
          throw damaged(pointer, "has a value of " + valueLength + " bytes");
        }
        bytes += valueLength;
      }
    } catch (CorruptBlockException e) {
      CorruptBlockException damage = damaged(pointer, "cannot be taken apart: " + e.getMessage());
      damage.initCause(e);
      throw damage;
    }
    if (slots.position() + bytes != content.length) {
      throw damaged(pointer, "has values of " + bytes + " bytes that do not fill it");
    }
    return (int) bytes;
  }

  private void verifySlots(BlockPointer pointer) throws CorruptBlockException {
    int end = NodeLayout.HEADER_SIZE + slotCount * slotSize();
    // An empty tree has no node at all, so an empty node is damage.
    if (slotCount == 0 || (level > 0 && end != page.length)) {
      throw damaged(pointer, "has " + slotCount + " slots in " + page.length + " bytes");
    }
    for (int slot = 1; slot < slotCount; slot++) {
      if (compareKey(slot - 1, keyHigh(slot), keyLow(slot)) >= 0) {
        throw damaged(pointer, "has slot " + slot + " out of order");
      }
    }
    for (int slot = 0; level > 0 && slot < slotCount; slot++) {
      if (childPointer(slot).isNone()) {
        throw damaged(pointer, "has no child under slot " + slot);
      }
    }
    valueBytes = page.length - end;
    heapStart = end;
  }

  private static CorruptBlockException damaged(BlockPointer pointer, String what) {
    return new CorruptBlockException("block " + pointer.address() + " " + what);
  }

  // ---- what it is ----

  boolean isLeaf() {
    return level == 0;
  }

  boolean isPlaced() {
    return address != 0;
  }

  int slotCount() {
    return slotCount;
  }

  private int slotSize() {
    return NodeLayout.slotSize(level);
  }

  /** Bytes that slots and values take in memory; never fewer than on the device. */
  int contentLength() {
    return NodeLayout.HEADER_SIZE + slotCount * slotSize() + valueBytes;
  }

  /** Bytes that the node takes on the device. */
  int encodedLength() {
    if (!isLeaf()) {
      return contentLength();
    }
    int length = NodeLayout.HEADER_SIZE + valueBytes;
    long high = 0;
    long low = 0;
    for (int slot = 0; slot < slotCount; slot++) {
      long nextHigh = keyHigh(slot);
      long nextLow = keyLow(slot);
      length += PackedSlots.lengthOf(high, low, nextHigh, nextLow, valueLength(slot));
      high = nextHigh;
      low = nextLow;
    }
    return length;
  }

  long address() {
    return address;
  }

  int lengthBytes() {
    return lengthBytes;
  }

  /** Gives the node its place; from here on it does not change. */
  void placeAt(long blockAddress, int length) {
    address = blockAddress;
    lengthBytes = length;
  }

  void setChecksum(int value) {
    checksum = value;
  }

  BlockPointer pointer() {
    return new BlockPointer(address, lengthBytes, checksum, generation, (byte) 0);
  }

  // ---- keys ----

  private int slotOffset(int slot) {
    return NodeLayout.HEADER_SIZE + slot * slotSize();
  }

  long keyHigh(int slot) {
    return NodeLayout.getLong(page, slotOffset(slot) + NodeLayout.KEY_HIGH);
  }

  long keyLow(int slot) {
    return NodeLayout.getLong(page, slotOffset(slot) + NodeLayout.KEY_LOW);
  }

  /** Compares the key of a slot with another, unsigned. */
  int compareKey(int slot, long high, long low) {
    int offset = slotOffset(slot);
    int byHigh = Long.compareUnsigned(NodeLayout.getLong(page, offset + NodeLayout.KEY_HIGH), high);
    return byHigh != 0
        ? byHigh
        : Long.compareUnsigned(NodeLayout.getLong(page, offset + NodeLayout.KEY_LOW), low);
  }

  /** The slot of the key, or {@code -(insertion point) - 1} if it is not here. */
  int find(long high, long low) {
    int from = 0;
    int to = slotCount - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      int order = compareKey(middle, high, low);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return -from - 1;
  }

  /** The slot of an interior node under which the key belongs. */
  int childSlot(long high, long low) {
    int slot = find(high, low);
    return slot >= 0 ? slot : Math.max(0, -slot - 2);
  }

  // ---- leaf values ----

  int valueOffset(int slot) {
    return NodeLayout.getUnsignedShort(page, slotOffset(slot) + NodeLayout.VALUE_OFFSET);
  }

  int valueLength(int slot) {
    return NodeLayout.getUnsignedShort(page, slotOffset(slot) + NodeLayout.VALUE_LENGTH);
  }

  private void setValuePlace(int slot, int offset, int length) {
    NodeLayout.putShort(page, slotOffset(slot) + NodeLayout.VALUE_OFFSET, offset);
    NodeLayout.putShort(page, slotOffset(slot) + NodeLayout.VALUE_LENGTH, length);
  }

  /** Whether a leaf can take one more item with a value of that length. */
  boolean hasRoomFor(int valueLength) {
    return contentLength() + NodeLayout.LEAF_SLOT_SIZE + valueLength <= page.length;
  }

  boolean hasRoomForChild() {
    return contentLength() + NodeLayout.INTERIOR_SLOT_SIZE <= page.length;
  }

  /** Adds an item at its place; the caller knows that there is room. */
  void insertValue(int slot, long high, long low, byte[] value, int offset, int length) {
    if (heapStart - length < slotOffset(slotCount + 1)) {
      compact();
    }
    openSlot(slot, high, low);
    storeValue(slot, value, offset, length);
  }

  /** Replaces the value of a slot; false, and nothing changed, if there is no room. */
  boolean replaceValue(int slot, byte[] value, int offset, int length) {
    int old = valueLength(slot);
    if (contentLength() - old + length > page.length) {
      return false;
    }
    if (length <= old) {
      System.arraycopy(value, offset, page, valueOffset(slot), length);
      setValuePlace(slot, valueOffset(slot), length);
      valueBytes += length - old;
      return true;
    }
    valueBytes -= old;
    setValuePlace(slot, 0, 0);
    if (heapStart - length < slotOffset(slotCount)) {
      compact();
    }
    storeValue(slot, value, offset, length);
    return true;
  }

  private void storeValue(int slot, byte[] value, int offset, int length) {
    heapStart -= length;
    System.arraycopy(value, offset, page, heapStart, length);
    // An empty value has no place; offset 0 also keeps a full page of 64 KiB within 16 bits.
    setValuePlace(slot, length == 0 ? 0 : heapStart, length);
    valueBytes += length;
  }

  /** Moves the values together at the end of the page. */
  private void compact() {
    byte[] values = new byte[valueBytes];
    int at = 0;
    for (int slot = 0; slot < slotCount; slot++) {
      int length = valueLength(slot);
      System.arraycopy(page, valueOffset(slot), values, at, length);
      setValuePlace(slot, length == 0 ? 0 : page.length - valueBytes + at, length);
      at += length;
    }
    heapStart = page.length - valueBytes;
    System.arraycopy(values, 0, page, heapStart, valueBytes);
  }

  private int valueBytes(int from, int to) {
    int bytes = 0;
    for (int slot = from; slot < to; slot++) {
      bytes += valueLength(slot);
    }
    return bytes;
  }

  // ---- children ----

  /** The child in memory that no pointer leads to yet, or null. */
  @Nullable Node childInMemory(int slot) {
    return children == null ? null : children[slot];
  }

  BlockPointer childPointer(int slot) throws CorruptBlockException {
    return BlockPointer.decode(page, slotOffset(slot) + NodeLayout.POINTER);
  }

  int childPointerOffset(int slot) {
    return slotOffset(slot) + NodeLayout.POINTER;
  }

  /** True if an encoded pointer is the one to this placed node. */
  boolean isAt(byte[] source, int offset) {
    return BlockPointer.isEncoded(source, offset, address, lengthBytes, checksum, generation);
  }

  /** True if the keys of a child that has slots are between those that a slot stands for. */
  boolean holds(int slot, Node child) {
    return child.compareKey(0, keyHigh(slot), keyLow(slot)) >= 0
        && (slot + 1 == slotCount
            || child.compareKey(child.slotCount - 1, keyHigh(slot + 1), keyLow(slot + 1)) < 0);
  }

  long childAddress(int slot) {
    return BlockPointer.addressAt(page, slotOffset(slot) + NodeLayout.POINTER);
  }

  int childLength(int slot) {
    return BlockPointer.lengthAt(page, slotOffset(slot) + NodeLayout.POINTER);
  }

  void setChild(int slot, @Nullable Node child) {
    if (child != null || children != null) {
      childrenArray()[slot] = child;
    }
  }

  void insertChild(int slot, long high, long low, Node child) {
    openSlot(slot, high, low);
    setChild(slot, child);
  }

  /** Writes the pointers of children that have their place and checksum by now into the page. */
  void resolveChildren() {
    if (children == null) {
      return;
    }
    for (int slot = 0; slot < slotCount; slot++) {
      Node child = children[slot];
      if (child != null) {
        // A leaf of the tree of roots keeps the pointer at the beginning of the value.
        int at = isLeaf() ? valueOffset(slot) : slotOffset(slot) + NodeLayout.POINTER;
        child.pointer().encode(page, at);
      }
    }
  }

  /** Lets go of the children in memory once the page's own pointers lead to them. */
  void forgetChildren() {
    children = null;
  }

  private @Nullable Node[] childrenArray() {
    @Nullable Node[] array = children;
    if (array == null) {
      array = new Node[(page.length - NodeLayout.HEADER_SIZE) / slotSize() + 1];
      children = array;
    }
    return array;
  }

  // ---- slots ----

  private void openSlot(int slot, long high, long low) {
    int at = slotOffset(slot);
    System.arraycopy(page, at, page, at + slotSize(), (slotCount - slot) * slotSize());
    if (children != null) {
      System.arraycopy(children, slot, children, slot + 1, slotCount - slot);
      children[slot] = null;
    }
    Arrays.fill(page, at, at + slotSize(), (byte) 0);
    NodeLayout.putLong(page, at + NodeLayout.KEY_HIGH, high);
    NodeLayout.putLong(page, at + NodeLayout.KEY_LOW, low);
    slotCount++;
  }

  void removeSlot(int slot) {
    if (isLeaf()) {
      valueBytes -= valueLength(slot);
    }
    int at = slotOffset(slot);
    System.arraycopy(page, at + slotSize(), page, at, (slotCount - slot - 1) * slotSize());
    if (children != null) {
      System.arraycopy(children, slot + 1, children, slot, slotCount - slot - 1);
      children[slotCount - 1] = null;
    }
    slotCount--;
  }

  /** Lowers the key of a slot, so that a smaller one belongs under it. */
  void setKey(int slot, long high, long low) {
    NodeLayout.putLong(page, slotOffset(slot) + NodeLayout.KEY_HIGH, high);
    NodeLayout.putLong(page, slotOffset(slot) + NodeLayout.KEY_LOW, low);
  }

  /** An open copy of this node. */
  Node copy(int nodeSize, long openGeneration) {
    Node copy = open(nodeSize, level, openGeneration);
    copy.appendFrom(this, 0, slotCount);
    return copy;
  }

  /**
   * Adds slots {@code from} (inclusive) to {@code to} (exclusive) of another node after the last
   * slot here.
   */
  void appendFrom(Node other, int from, int to) {
    int bytes = (to - from) * slotSize();
    if (isLeaf() && heapStart - other.valueBytes(from, to) < slotOffset(slotCount) + bytes) {
      compact();
    }
    System.arraycopy(other.page, other.slotOffset(from), page, slotOffset(slotCount), bytes);
    if (other.children != null) {
      System.arraycopy(other.children, from, childrenArray(), slotCount, to - from);
    }
    int first = slotCount;
    slotCount += to - from;
    if (isLeaf()) {
      for (int slot = from; slot < to; slot++) {
        storeValue(
            first + slot - from, other.page, other.valueOffset(slot), other.valueLength(slot));
      }
    }
  }

  /** Drops the slots from {@code from} on. */
  void truncateSlots(int from) {
    for (int slot = from; slot < slotCount; slot++) {
      if (isLeaf()) {
        valueBytes -= valueLength(slot);
      }
      if (children != null) {
        children[slot] = null;
      }
    }
    slotCount = from;
  }

  /** The slot where the upper half of the bytes begins; at least one slot on each side. */
  int middleSlot() {
    int half = (contentLength() - NodeLayout.HEADER_SIZE) / 2;
    int bytes = 0;
    for (int slot = 0; slot < slotCount; slot++) {
      bytes += slotSize() + (isLeaf() ? valueLength(slot) : 0);
      if (bytes >= half) {
        return Math.min(Math.max(1, slot + (slot == 0 ? 1 : 0)), slotCount - 1);
      }
    }
    return slotCount - 1;
  }

  /**
   * How many slots from the first on a node of that length on the device can hold; 1 even if that
   * is longer.
   */
  int slotsWithin(int limitBytes) {
    int bytes = NodeLayout.HEADER_SIZE;
    long high = 0;
    long low = 0;
    for (int slot = 0; slot < slotCount; slot++) {
      long nextHigh = keyHigh(slot);
      long nextLow = keyLow(slot);
      bytes +=
          isLeaf()
              ? PackedSlots.lengthOf(high, low, nextHigh, nextLow, valueLength(slot))
                  + valueLength(slot)
              : slotSize();
      if (bytes > limitBytes) {
        return Math.max(1, slot);
      }
      high = nextHigh;
      low = nextLow;
    }
    return slotCount;
  }

  /**
   * Writes the node as it is on the device.
   *
   * @param target has room for {@link #encodedLength}
   */
  void encode(byte[] target, long volumeId) {
    Arrays.fill(target, 0, NodeLayout.HEADER_SIZE, (byte) 0);
    NodeLayout.putShort(target, NodeLayout.MAGIC_OFFSET, NodeLayout.MAGIC);
    target[NodeLayout.LEVEL_OFFSET] = (byte) level;
    NodeLayout.putShort(target, NodeLayout.SLOT_COUNT_OFFSET, slotCount);
    NodeLayout.putLong(target, NodeLayout.GENERATION_OFFSET, generation);
    NodeLayout.putLong(target, NodeLayout.VOLUME_ID_OFFSET, volumeId);
    int end = isLeaf() ? encodeItems(target) : encodeChildren(target);
    NodeLayout.putInt(target, NodeLayout.LENGTH_OFFSET, end);
  }

  private int encodeChildren(byte[] target) {
    int length = contentLength();
    System.arraycopy(
        page,
        NodeLayout.HEADER_SIZE,
        target,
        NodeLayout.HEADER_SIZE,
        length - NodeLayout.HEADER_SIZE);
    return length;
  }

  private int encodeItems(byte[] target) {
    PackedSlots slots = new PackedSlots(target, NodeLayout.HEADER_SIZE, target.length);
    for (int slot = 0; slot < slotCount; slot++) {
      slots.write(keyHigh(slot), keyLow(slot), valueLength(slot));
    }
    int at = slots.position();
    for (int slot = 0; slot < slotCount; slot++) {
      int length = valueLength(slot);
      System.arraycopy(page, valueOffset(slot), target, at, length);
      at += length;
    }
    return at;
  }
}
