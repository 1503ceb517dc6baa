package io.mucca.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTest {
  private static final long VOLUME_ID = 0x0102030405060708L;
  private static final long GENERATION = 5;
  private static final long ADDRESS = 77;

  /** Where {@link #goodLeaf} has its second slot: behind one of 4 bytes. */
  private static final int SECOND_SLOT = NodeLayout.HEADER_SIZE + 4;

  // ---- leaves ----

  @ParameterizedTest
  @ValueSource(ints = {4096, 8192, 16384, 32768, 65536})
  void leafHoldsWhatAMapHolds(int nodeSize) throws CorruptBlockException {
    for (long seed = 0; seed < 40; seed++) {
      LeafHistory history = new LeafHistory(nodeSize, new Random(seed));
      for (int step = 0; step < 300; step++) {
        history.step();
      }
      history.compare("seed " + seed);
    }
  }

  /** Random changes of one leaf, beside those of a map. */
  private static final class LeafHistory {
    private final Random random;
    private final TreeMap<Long, byte[]> model = new TreeMap<>();
    private final int longest;
    private Node leaf;

    LeafHistory(int nodeSize, Random random) {
      this.random = random;
      longest =
          Math.min(
              1 << random.nextInt(Integer.numberOfTrailingZeros(nodeSize)),
              NodeLayout.maxValueLength(nodeSize));
      leaf = Node.open(nodeSize, 0, GENERATION);
    }

    void step() throws CorruptBlockException {
      long key = random.nextInt(64);
      int slot = leaf.find(1, key);
      if (random.nextInt(100) == 0 && leaf.slotCount() > 0) {
        leaf = reread(leaf).copy(leaf.page.length, GENERATION);
      } else if (random.nextInt(3) == 0) {
        remove(key, slot);
      } else if (slot >= 0) {
        replace(key, slot);
      } else {
        insert(key, -slot - 1);
      }
      assertEquals(lengthOf(model), leaf.contentLength());
    }

    private void insert(long key, int slot) {
      byte[] value = value();
      if (leaf.hasRoomFor(value.length)) {
        leaf.insertValue(slot, 1, key, value, 0, value.length);
        model.put(key, value);
      } else {
        assertTrue(lengthOf(model) + NodeLayout.LEAF_SLOT_SIZE + value.length > leaf.page.length);
      }
    }

    private void replace(long key, int slot) {
      byte[] value = value();
      boolean fits = lengthOf(model) - model.get(key).length + value.length <= leaf.page.length;
      assertEquals(fits, leaf.replaceValue(slot, value, 0, value.length));
      if (fits) {
        model.put(key, value);
      }
    }

    private void remove(long key, int slot) {
      assertEquals(model.containsKey(key), slot >= 0);
      if (slot >= 0) {
        leaf.removeSlot(slot);
        model.remove(key);
      }
    }

    private byte[] value() {
      byte[] value = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(longest + 1)];
      random.nextBytes(value);
      return value;
    }

    void compare(String what) throws CorruptBlockException {
      assertItems(model, leaf, what);
      if (leaf.slotCount() > 0) {
        assertItems(model, reread(leaf), what);
      }
    }
  }

  private static int lengthOf(Map<Long, byte[]> items) {
    int values = items.values().stream().mapToInt(value -> value.length).sum();
    return NodeLayout.HEADER_SIZE + items.size() * NodeLayout.LEAF_SLOT_SIZE + values;
  }

  private static void assertItems(Map<Long, byte[]> expected, Node leaf, String what) {
    assertEquals(expected.size(), leaf.slotCount(), what);
    int slot = 0;
    for (Map.Entry<Long, byte[]> item : expected.entrySet()) {
      assertEquals(item.getKey(), leaf.keyLow(slot), what);
      assertArrayEquals(item.getValue(), value(leaf, slot), what);
      slot++;
    }
  }

  private static byte[] value(Node leaf, int slot) {
    int offset = leaf.valueOffset(slot);
    return Arrays.copyOfRange(leaf.page, offset, offset + leaf.valueLength(slot));
  }

  private static void add(Node leaf, long low, int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) low);
    leaf.insertValue(leaf.slotCount(), 1, low, value, 0, length);
  }

  @Test
  void leafOf64KiBIsFilledToTheLastByte() throws CorruptBlockException {
    Node leaf = Node.open(65536, 0, GENERATION);
    for (int low = 1; low <= 4; low++) {
      add(leaf, low, 16000);
    }
    add(leaf, 5, 65536 - leaf.contentLength() - 2 * NodeLayout.LEAF_SLOT_SIZE);
    add(leaf, 6, 0);
    assertEquals(65536, leaf.contentLength());
    assertFalse(leaf.hasRoomFor(0));
    Node read = reread(leaf);
    assertEquals(6, read.slotCount());
    assertEquals(16000, read.valueLength(0));
    assertArrayEquals(value(leaf, 4), value(read, 4));
    assertEquals(0, read.valueLength(5));
    Node copy = read.copy(65536, GENERATION + 1);
    copy.removeSlot(0);
    assertArrayEquals(value(leaf, 4), value(copy, 3));
    assertEquals(0, copy.valueLength(4));
  }

  @Test
  void leafOfEmptyValuesIsFilledToTheLastSlot() throws CorruptBlockException {
    Node leaf = Node.open(65536, 0, GENERATION);
    for (long low = 0; leaf.hasRoomFor(0); low++) {
      add(leaf, low, 0);
    }
    assertEquals((65536 - NodeLayout.HEADER_SIZE) / NodeLayout.LEAF_SLOT_SIZE, leaf.slotCount());
    Node read = reread(leaf);
    assertEquals(leaf.slotCount(), read.slotCount());
    assertEquals(17, read.find(1, 17));
  }

  @Test
  void holesOfRemovedValuesAreUsedAgain() {
    Node leaf = Node.open(4096, 0, GENERATION);
    add(leaf, 1, 1000);
    add(leaf, 2, 1000);
    add(leaf, 3, 1000);
    leaf.removeSlot(1);
    assertTrue(leaf.hasRoomFor(2000));
    add(leaf, 4, 2000);
    assertEquals(1, value(leaf, 0)[999]);
    assertEquals(3, value(leaf, 1)[999]);
    assertEquals(4, value(leaf, 2)[1999]);
  }

  @Test
  void valueThatGrowsMayUseItsOwnPlace() {
    Node leaf = Node.open(4096, 0, GENERATION);
    add(leaf, 1, 2000);
    add(leaf, 2, 1000);
    int most = 4096 - leaf.contentLength() + 2000;
    assertFalse(leaf.replaceValue(0, new byte[most + 1], 0, most + 1));
    assertEquals(2000, leaf.valueLength(0));
    assertEquals(1, value(leaf, 0)[1999]);
    assertTrue(leaf.replaceValue(0, new byte[most], 0, most));
    assertEquals(4096, leaf.contentLength());
    assertEquals(2, value(leaf, 1)[999]);
  }

  @Test
  void middleHalvesTheBytesAndLeavesSomethingOnBothSides() {
    Node leaf = Node.open(4096, 0, GENERATION);
    add(leaf, 1, 3000);
    add(leaf, 2, 10);
    assertEquals(1, leaf.middleSlot());
    leaf.removeSlot(0);
    add(leaf, 3, 3000);
    assertEquals(1, leaf.middleSlot());
    add(leaf, 4, 500);
    assertEquals(1, leaf.middleSlot());
  }

  @Test
  void splitHalvesHoldEverything() throws CorruptBlockException {
    Node left = Node.open(4096, 0, GENERATION);
    for (long low = 0; left.hasRoomFor(30); low++) {
      add(left, low, 30);
    }
    int all = left.slotCount();
    int middle = left.middleSlot();
    Node right = Node.open(4096, 0, GENERATION);
    right.appendFrom(left, middle, all);
    left.truncateSlots(middle);
    assertEquals(all, left.slotCount() + right.slotCount());
    assertEquals(middle, right.keyLow(0));
    assertTrue(Math.abs(left.contentLength() - right.contentLength()) <= 100);
    left.appendFrom(right, 0, right.slotCount());
    assertEquals(all, reread(left).slotCount());
    assertEquals(all - 1, value(left, all - 1)[29]);
  }

  @Test
  void keysAreFoundUnsigned() {
    Node leaf = Node.open(4096, 0, GENERATION);
    leaf.insertValue(0, 1, 1, new byte[0], 0, 0);
    leaf.insertValue(1, 1, -1, new byte[0], 0, 0);
    leaf.insertValue(2, -1, 0, new byte[0], 0, 0);
    assertEquals(0, leaf.find(1, 1));
    assertEquals(1, leaf.find(1, -1));
    assertEquals(2, leaf.find(-1, 0));
    assertEquals(-1, leaf.find(0, -1));
    assertEquals(-2, leaf.find(1, 2));
    assertEquals(-3, leaf.find(2, 0));
    assertEquals(-4, leaf.find(-1, 1));
  }

  // ---- interior nodes ----

  private static BlockPointer pointer(long address) {
    return new BlockPointer(address, 100, (int) address * 31, GENERATION);
  }

  private static Node placedChild(long address) {
    Node child = Node.open(4096, 0, GENERATION);
    child.placeAt(address, 100);
    child.setChecksum((int) address * 31);
    return child;
  }

  private static Node interior(int children) {
    Node node = Node.open(4096, 1, GENERATION);
    for (int i = 0; i < children; i++) {
      node.insertChild(i, 1, i * 10L, placedChild(1000 + i));
    }
    return node;
  }

  @Test
  void childIsTheOneWhoseKeyIsNotAbove() {
    Node node = interior(3);
    assertEquals(0, node.childSlot(0, 5));
    assertEquals(0, node.childSlot(1, 9));
    assertEquals(1, node.childSlot(1, 10));
    assertEquals(2, node.childSlot(9, 0));
  }

  @Test
  void pointersComeWithThePlacesOfTheChildren() throws CorruptBlockException {
    Node node = interior(3);
    assertEquals(BlockPointer.NONE, node.childPointer(1));
    node.resolveChildren();
    node.forgetChildren();
    Node read = reread(node);
    assertEquals(1, read.level);
    for (int slot = 0; slot < 3; slot++) {
      assertEquals(pointer(1000 + slot), read.childPointer(slot));
      assertEquals(1000 + slot, read.childAddress(slot));
      assertEquals(100, read.childLength(slot));
    }
  }

  @Test
  void childrenInMemoryMoveWithTheirSlots() {
    Node node = interior(5);
    Node third = node.childInMemory(2);
    node.removeSlot(1);
    assertEquals(third, node.childInMemory(1));
    node.insertChild(0, 0, 0, placedChild(2000));
    assertEquals(third, node.childInMemory(2));
    Node right = Node.open(4096, 1, GENERATION);
    right.appendFrom(node, 2, 5);
    node.truncateSlots(2);
    assertEquals(third, right.childInMemory(0));
    assertEquals(2, node.slotCount());
    assertEquals(third, right.copy(4096, GENERATION).childInMemory(0));
  }

  @Test
  void interiorNodeIsFilledToItsLastSlot() throws CorruptBlockException {
    Node node = Node.open(4096, 1, GENERATION);
    while (node.hasRoomForChild()) {
      node.insertChild(node.slotCount(), 1, node.slotCount(), placedChild(500));
    }
    assertEquals((4096 - NodeLayout.HEADER_SIZE) / NodeLayout.INTERIOR_SLOT_SIZE, node.slotCount());
    node.resolveChildren();
    assertEquals(node.slotCount(), reread(node).slotCount());
  }

  // ---- the device's side ----

  private static byte[] encode(Node node) {
    byte[] bytes = new byte[node.encodedLength()];
    node.encode(bytes, VOLUME_ID);
    return bytes;
  }

  private static Node read(byte[] content, int level) throws CorruptBlockException {
    BlockPointer pointer = new BlockPointer(ADDRESS, content.length, 9, GENERATION);
    return Node.read(content, pointer, level, VOLUME_ID, 65536);
  }

  private static Node reread(Node node) throws CorruptBlockException {
    return read(encode(node), node.level);
  }

  private static byte[] goodLeaf() {
    Node leaf = Node.open(4096, 0, GENERATION);
    add(leaf, 1, 3);
    add(leaf, 2, 0);
    add(leaf, 3, 4);
    return encode(leaf);
  }

  private static byte[] goodInterior() {
    Node node = interior(2);
    node.resolveChildren();
    return encode(node);
  }

  @Test
  void readNodeIsPlacedWhereItsPointerSays() throws CorruptBlockException {
    Node leaf = read(goodLeaf(), -1);
    assertTrue(leaf.isPlaced());
    assertEquals(new BlockPointer(ADDRESS, leaf.encodedLength(), 9, GENERATION), leaf.pointer());
  }

  @Test
  void contentThatIsNoNodeIsRefused() {
    assertRefused(new byte[1], 0);
    assertRefused(Arrays.copyOf(goodLeaf(), NodeLayout.HEADER_SIZE - 1), 0);
    assertRefused(goodLeaf(), NodeLayout.MAGIC_OFFSET, 1, 0);
  }

  @Test
  void wrongLevelIsRefused() {
    assertRefused(goodLeaf(), 1);
    assertRefused(goodInterior(), 0);
    assertRefused(goodInterior(), 2);
    assertRefused(goodInterior(), NodeLayout.LEVEL_OFFSET, NodeLayout.MAX_LEVEL + 1, -1);
    assertRefused(goodInterior(), NodeLayout.LEVEL_OFFSET, 0xff, -1);
  }

  @Test
  void nodeOfAnotherVolumeOrTimeIsRefused() {
    assertRefused(goodLeaf(), NodeLayout.GENERATION_OFFSET, 6, 0);
    assertRefused(goodLeaf(), NodeLayout.VOLUME_ID_OFFSET, 1, 0);
  }

  @Test
  void wrongLengthIsRefused() {
    assertRefused(goodLeaf(), NodeLayout.LENGTH_OFFSET, 100, 0);
    assertRefused(Arrays.copyOf(goodLeaf(), goodLeaf().length + 1), 0);
    byte[] longer = Arrays.copyOf(goodLeaf(), goodLeaf().length + 1);
    longer[NodeLayout.LENGTH_OFFSET]++;
    assertRefused(longer, 0);
    byte[] longerInterior = Arrays.copyOf(goodInterior(), goodInterior().length + 1);
    longerInterior[NodeLayout.LENGTH_OFFSET]++;
    assertRefused(longerInterior, 1);
  }

  @Test
  void wrongSlotCountIsRefused() {
    for (int count : new int[] {0, 1, 2, 4, 200}) {
      assertRefused(goodLeaf(), NodeLayout.SLOT_COUNT_OFFSET, count, 0);
    }
    for (int count : new int[] {0, 1, 3, 200}) {
      assertRefused(goodInterior(), NodeLayout.SLOT_COUNT_OFFSET, count, 1);
    }
    assertRefused(goodLeaf(), NodeLayout.SLOT_COUNT_OFFSET + 1, 0xff, 0);
  }

  @Test
  void keysOutOfOrderAreRefused() {
    assertRefused(goodLeaf(), SECOND_SLOT + 1, 0, 0);
    byte[] above = goodLeaf();
    above[SECOND_SLOT + 1] = 3;
    above[SECOND_SLOT + 4] = 0;
    assertRefused(above, 0);
    int childLow = NodeLayout.HEADER_SIZE + NodeLayout.INTERIOR_SLOT_SIZE + NodeLayout.KEY_LOW;
    assertRefused(goodInterior(), childLow, 0, 1);
  }

  @Test
  void keyThatIsTooLongIsRefused() {
    assertRefused(goodLeaf(), SECOND_SLOT, 0x09, 0);
    assertRefused(goodLeaf(), SECOND_SLOT, 0x91, 0);
    assertRefused(goodLeaf(), SECOND_SLOT, 0x88, 0);
  }

  @Test
  void valueOutOfPlaceIsRefused() {
    assertRefused(goodLeaf(), SECOND_SLOT + 2, 1, 0);
    assertRefused(goodLeaf(), SECOND_SLOT + 2, 0xff, 0);
    assertRefused(goodLeaf(), SECOND_SLOT - 1, 2, 0);
  }

  @Test
  void leafThatIsTooLongForTheVolumeInMemoryIsRefused() throws CorruptBlockException {
    Node leaf = Node.open(8192, 0, GENERATION);
    for (long low = 0; leaf.hasRoomFor(0); low++) {
      add(leaf, low, 0);
    }
    byte[] bytes = encode(leaf);
    assertTrue(bytes.length < 4096);
    BlockPointer pointer = new BlockPointer(ADDRESS, bytes.length, 9, GENERATION);
    assertEquals(leaf.slotCount(), Node.read(bytes, pointer, 0, VOLUME_ID, 8192).slotCount());
    assertThrows(CorruptBlockException.class, () -> Node.read(bytes, pointer, 0, VOLUME_ID, 4096));
  }

  /** What a leaf takes on the device must be within what was promised for it in memory. */
  @Test
  void leafIsNeverLongerThanInMemory() throws CorruptBlockException {
    Node leaf = Node.open(4096, 0, GENERATION);
    byte[] value = new byte[300];
    for (int i = 0; leaf.hasRoomFor(value.length); i++) {
      leaf.insertValue(i, (i + 1) * 0x1101010101010101L, -1 - i, value, 0, value.length);
    }
    assertTrue(leaf.encodedLength() <= leaf.contentLength());
    Node read = reread(leaf);
    for (int slot = 0; slot < leaf.slotCount(); slot++) {
      assertEquals(leaf.keyHigh(slot), read.keyHigh(slot));
      assertEquals(leaf.keyLow(slot), read.keyLow(slot));
    }
  }

  @Test
  void damagedPointerIsRefused() {
    int pointer = NodeLayout.HEADER_SIZE + NodeLayout.POINTER;
    assertRefused(goodInterior(), pointer + 7, 0x80, 1);
    assertRefused(goodInterior(), pointer + BlockPointer.ENCODED_BYTES - 1, 1, 1);
  }

  @Test
  void pointerToNothingIsRefused() {
    byte[] bytes = goodInterior();
    int pointer = NodeLayout.HEADER_SIZE + NodeLayout.POINTER;
    Arrays.fill(bytes, pointer, pointer + BlockPointer.ENCODED_BYTES, (byte) 0);
    assertRefused(bytes, 1);
  }

  /** Whatever the bytes are: a node or a clear error, and never another exception. */
  @Test
  void randomDamageIsANodeOrAnError() {
    Random random = new Random(11);
    for (int i = 0; i < 20000; i++) {
      byte[] bytes = random.nextBoolean() ? goodLeaf() : goodInterior();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Node node = read(bytes, -1);
        for (int slot = 0; node.isLeaf() && slot < node.slotCount(); slot++) {
          value(node, slot);
        }
        node.copy(4096, GENERATION + 1);
      } catch (CorruptBlockException e) {
        assertTrue(e.getMessage() != null);
      }
    }
  }

  private static void assertRefused(byte[] good, int offset, int value, int level) {
    byte[] bytes = good.clone();
    bytes[offset] = (byte) value;
    assertRefused(bytes, level);
  }

  private static void assertRefused(byte[] bytes, int level) {
    assertThrows(CorruptBlockException.class, () -> read(bytes, level));
  }
}
