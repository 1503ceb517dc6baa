package io.mucca.btree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NodeCacheTest {
  private static final int NODE_SIZE = 4096;

  /** Room for four nodes with what the cache adds for each. */
  private final NodeCache cache = new NodeCache(4 * (NODE_SIZE + 300), NODE_SIZE);

  private static Node node(long address) {
    Node node = Node.open(NODE_SIZE, 0, 1);
    node.placeAt(address, 100);
    return node;
  }

  private void put(long from, long to) {
    LongStream.range(from, to).forEach(address -> cache.put(node(address)));
  }

  private long resident(long from, long to) {
    return LongStream.range(from, to).filter(address -> cache.get(address) != null).count();
  }

  @Test
  void findsWhatWasPut() {
    Node node = node(7);
    cache.put(node);
    assertSame(node, cache.get(7));
    assertNull(cache.get(8));
  }

  @Test
  void staysWithinItsBytes() {
    put(1, 100);
    assertEquals(4, resident(1, 100));
  }

  @Test
  void whatWasNotUsedGoesFirst() {
    put(1, 5);
    cache.get(1);
    cache.get(3);
    put(5, 7);
    assertNotNull(cache.get(1));
    assertNull(cache.get(2));
    assertNotNull(cache.get(3));
    assertNull(cache.get(4));
  }

  @Test
  void secondChanceIsGivenOnce() {
    put(1, 5);
    cache.get(1);
    put(5, 20);
    assertNull(cache.get(1));
  }

  @Test
  void pinnedNodeStays() {
    Node node = node(1);
    assertSame(node, cache.putPinned(node));
    put(2, 100);
    assertSame(node, cache.get(1));
    cache.unpin(node);
    put(100, 110);
    assertNull(cache.get(1));
  }

  @Test
  void nodePinnedTwiceStaysUntilBothAreDone() {
    Node first = node(1);
    cache.putPinned(first);
    assertSame(first, cache.putPinned(node(1)));
    cache.unpin(first);
    put(2, 50);
    assertSame(first, cache.get(1));
    cache.unpin(first);
    put(50, 100);
    assertNull(cache.get(1));
  }

  @Test
  void pinnedNodesMayExceedTheBound() {
    Node[] nodes = LongStream.range(1, 20).mapToObj(NodeCacheTest::node).toArray(Node[]::new);
    for (Node node : nodes) {
      cache.putPinned(node);
    }
    assertEquals(19, resident(1, 20));
    for (Node node : nodes) {
      cache.unpin(node);
    }
    put(20, 25);
    assertTrue(resident(1, 25) <= 4);
  }

  @Test
  void removedNodeIsGone() {
    put(1, 5);
    cache.remove(2);
    assertNull(cache.get(2));
    put(5, 6);
    assertEquals(4, resident(1, 6));
  }

  @Test
  void newNodeAtAnOldAddressReplacesIt() {
    cache.put(node(1));
    Node second = node(1);
    cache.put(second);
    assertSame(second, cache.get(1));
    put(2, 5);
    assertEquals(4, resident(1, 5));
  }

  @Test
  void largeCacheHoldsNearlyItsBytes() {
    NodeCache large = new NodeCache(64L << 20, NODE_SIZE);
    LongStream.range(1, 100_000).forEach(address -> large.put(node(address)));
    long resident = LongStream.range(1, 100_000).filter(a -> large.get(a) != null).count();
    long most = (64L << 20) / NODE_SIZE;
    assertTrue(resident > most * 9 / 10 && resident <= most, resident + " of " + most);
  }
}
