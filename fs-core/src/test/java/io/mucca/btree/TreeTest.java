package io.mucca.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.BlockPointer;
import io.mucca.block.BlockRange;
import io.mucca.block.CorruptBlockException;
import io.mucca.block.NoSpaceException;
import io.mucca.block.Zone;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tree does in cases that random histories seldom meet. */
class TreeTest {
  private static final int NODE_SIZE = 4096;

  /** Children that fit into an interior node. */
  private static final int FAN_OUT =
      (NODE_SIZE - NodeLayout.HEADER_SIZE) / NodeLayout.INTERIOR_SLOT_SIZE;

  private TreeImage image;
  private Tree tree;
  private TreeImage.Numbered numbered;

  @BeforeEach
  void makeTree() throws IOException {
    image = TreeImage.small(NODE_SIZE, 512);
    tree = image.newTree(ItemReferences.NONE);
    numbered = new TreeImage.Numbered(1, tree);
  }

  /** The longest value, so that a leaf holds four. */
  private byte[] value(long low) {
    byte[] value = new byte[image.store.maxValueLength()];
    value[0] = (byte) low;
    return value;
  }

  private void put(Tree target, long low) throws IOException {
    image.run(
        () -> {
          target.put(7, low, value(low));
          return true;
        });
  }

  private void remove(Tree target, long low) throws IOException {
    assertTrue(image.run(() -> target.remove(7, low)), "key " + low);
  }

  private void assertHolds(Tree target, long from, long to) throws IOException {
    Cursor cursor = new Cursor();
    for (long low = from; low < to; low++) {
      long key = low;
      assertTrue(image.run(() -> target.seek(cursor, 7, key)), "key " + low);
      assertArrayEquals(value(low), cursor.copyValue());
    }
    assertFalse(image.run(() -> target.seekCeiling(cursor, 7, to)));
  }

  private int level(Tree target) throws IOException {
    Cursor cursor = new Cursor();
    image.run(() -> target.seek(cursor, 0, 0));
    return cursor.leafDepth;
  }

  private void checkpoint() throws IOException {
    image.checkpoint(Set.of(numbered));
    CountedBlocks.assertEqualSpaceMap(image, ItemReferences.NONE);
  }

  @Test
  void emptyTreeHasNothing() throws IOException {
    Cursor cursor = new Cursor();
    assertTrue(tree.isEmpty());
    assertFalse(tree.seek(cursor, 1, 1));
    assertFalse(tree.seekCeiling(cursor, 0, 0));
    assertFalse(tree.seekFloor(cursor, -1, -1));
    assertFalse(tree.remove(1, 1));
    assertTrue(tree.deleteSome(1));
    assertTrue(tree.share().isEmpty());
    assertEquals(BlockPointer.NONE, tree.pointer());
  }

  @Test
  void emptyTreeThatWasPreparedStaysEmpty() throws IOException {
    tree.prepare(1, 1);
    assertTrue(tree.isEmpty());
    checkpoint();
    image.reopen();
    assertTrue(image.reopenedTree(1, ItemReferences.NONE).isEmpty());
  }

  @Test
  void treeThatLostItsLastItemIsEmpty() throws IOException {
    put(tree, 1);
    remove(tree, 1);
    assertTrue(tree.isEmpty());
    assertEquals(0, image.store.openBytes());
  }

  @Test
  void sequentialItemsFillTheirLeaves() throws IOException {
    for (long low = 0; low < 40; low++) {
      put(tree, low);
    }
    assertEquals(11, image.store.openBytes() / NODE_SIZE, "ten leaves and a root");
  }

  @Test
  void tooLongValueIsRefused() {
    byte[] value = new byte[image.store.maxValueLength() + 1];
    assertThrows(IllegalArgumentException.class, () -> tree.put(1, 1, value));
    assertTrue(tree.isEmpty());
  }

  @Test
  void partOfAnArrayIsPut() throws IOException {
    tree.put(1, 1, new byte[] {1, 2, 3, 4}, 1, 2);
    Cursor cursor = new Cursor();
    assertTrue(tree.seek(cursor, 1, 1));
    assertArrayEquals(new byte[] {2, 3}, cursor.copyValue());
  }

  @Test
  void keysAreUnsigned() throws IOException {
    tree.put(-1, 0, new byte[0]);
    tree.put(1, -1, new byte[0]);
    tree.put(1, 1, new byte[0]);
    Cursor cursor = new Cursor();
    assertTrue(tree.seekCeiling(cursor, 0, 0));
    assertEquals(1, cursor.keyLow());
    assertTrue(tree.next(cursor));
    assertEquals(-1, cursor.keyLow());
    assertTrue(tree.next(cursor));
    assertEquals(-1, cursor.keyHigh());
    assertFalse(tree.next(cursor));
  }

  @Test
  void preparedChangeMeetsNoMissingNode() throws IOException {
    for (long low = 0; low < 4L * FAN_OUT + 40; low++) {
      put(tree, low);
    }
    checkpoint();
    image.run(
        () -> {
          tree.prepare(7, 5);
          tree.prepare(7, 900);
          return true;
        });
    assertTrue(tree.remove(7, 5));
    tree.put(7, 900, new byte[3]);
  }

  @Test
  void checkpointWritesWhatChangedAndNoMore() throws IOException {
    for (long low = 0; low < 4L * FAN_OUT + 40; low++) {
      put(tree, low);
    }
    checkpoint();
    assertEquals(2, level(tree));
    put(tree, 17);
    assertEquals(3, image.store.openBytes() / NODE_SIZE, "a leaf and the two nodes above it");
  }

  @Test
  void sharingChangesNoNode() throws IOException {
    for (long low = 0; low < 40; low++) {
      put(tree, low);
    }
    checkpoint();
    Tree copy = image.run(tree::share);
    assertEquals(0, image.store.openBytes());
    put(copy, 40);
    assertHolds(tree, 0, 40);
    assertHolds(copy, 0, 41);
  }

  /**
   * The root of one tree is left with one child that another tree has too: a node with one child
   * itself.
   */
  @Test
  void collapsingLeavesWhatIsSharedAlone() throws IOException {
    long last = 4L * FAN_OUT;
    for (long low = 0; low <= last; low++) {
      put(tree, low);
    }
    remove(tree, last);
    assertEquals(2, level(tree));
    Tree copy = tree.share();
    for (long low = 0; low < last - 4; low++) {
      remove(copy, low);
    }
    remove(copy, last - 1);
    assertHolds(tree, 0, last);
    assertHolds(copy, last - 4, last - 1);
    image.checkpoint(Set.of(numbered, new TreeImage.Numbered(2, copy)));
    CountedBlocks.assertEqualSpaceMap(image, ItemReferences.NONE);
    image.reopen();
    assertHolds(image.reopenedTree(1, ItemReferences.NONE), 0, last);
    assertHolds(image.reopenedTree(2, ItemReferences.NONE), last - 4, last - 1);
  }

  @Test
  void deletingGivesEverythingBackInBoundedSteps() throws IOException {
    checkpoint();
    long before = image.space.freeBlocks();
    for (long low = 0; low < 400; low++) {
      put(tree, low);
    }
    checkpoint();
    int steps = 0;
    while (!image.run(() -> tree.deleteSome(10))) {
      checkpoint();
      steps++;
    }
    assertTrue(steps >= 9, "a hundred leaves went in " + (steps + 1) + " steps of ten");
    numbered.deleting = true;
    image.checkpoint(Set.of(numbered));
    image.space.releaseAllDurable(image.space.openGeneration() - 1);
    assertTrue(image.space.freeBlocks() >= before);
    assertTrue(image.roots.isEmpty());
  }

  @Test
  void deletingASharedTreeTouchesOneCount() throws IOException {
    for (long low = 0; low < 400; low++) {
      put(tree, low);
    }
    checkpoint();
    Tree copy = image.run(tree::share);
    assertTrue(image.run(() -> copy.deleteSome(1)));
    assertHolds(tree, 0, 400);
  }

  @Test
  void fullImageLeavesTheTreesAsTheyWere() throws IOException {
    for (long low = 0; low < 40; low++) {
      put(tree, low);
    }
    checkpoint();
    put(tree, 3);
    BlockRange some = image.space.reserve(1000, Zone.DATA);
    while (image.space.availableBlocks() > 2) {
      image.space.reserve(1000, Zone.DATA);
    }
    long available = image.space.availableBlocks();
    assertThrows(NoSpaceException.class, () -> image.freeze(Set.of(numbered)));
    assertEquals(available, image.space.availableBlocks());
    assertHolds(tree, 0, 40);
    image.space.release(some.start(), some.count());
    checkpoint();
    assertHolds(tree, 0, 40);
  }

  @Test
  void flippedBitInANodeIsNoticed() throws IOException {
    put(tree, 1);
    checkpoint();
    long address = tree.pointer().address();
    image.flip(address * 512 + 100);
    image.reopen();
    Tree reopened = image.reopenedTree(1, ItemReferences.NONE);
    CorruptBlockException e =
        assertThrows(CorruptBlockException.class, () -> assertHolds(reopened, 1, 2));
    assertTrue(e.getMessage().contains("block " + address), e.getMessage());
  }

  @Test
  void pointerOutOfBoundsIsRefused() throws IOException {
    put(tree, 1);
    checkpoint();
    BlockPointer good = tree.pointer();
    long last = image.geometry.blockCount() - 1;
    assertRefused(pointer(1, good.lengthBytes(), good.birthGeneration()));
    assertRefused(pointer(last + 1, good.lengthBytes(), good.birthGeneration()));
    assertRefused(pointer(last, 513, good.birthGeneration()));
    assertRefused(pointer(Long.MAX_VALUE, good.lengthBytes(), good.birthGeneration()));
    assertRefused(pointer(good.address(), NodeLayout.HEADER_SIZE - 1, good.birthGeneration()));
    assertRefused(pointer(good.address(), NODE_SIZE + 1, good.birthGeneration()));
    assertRefused(pointer(good.address(), good.lengthBytes(), image.space.openGeneration() + 1));
    image.store.read(good, -1);
  }

  private BlockPointer pointer(long address, int length, long generation) {
    return new BlockPointer(address, length, tree.pointer().checksum(), generation);
  }

  private void assertRefused(BlockPointer pointer) {
    assertThrows(CorruptBlockException.class, () -> image.store.read(pointer, -1));
  }
}
