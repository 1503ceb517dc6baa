package io.mucca.btree;

import it.unimi.dsi.fastutil.HashCommon;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Placed nodes by block address, bounded by their bytes, with second-chance replacement (Corbató's
 * clock).
 *
 * <p>Thread-safe. The map is keyed by primitive addresses, so that a lookup makes no garbage; it is
 * divided by address, so that two readers seldom meet at one lock.
 */
final class NodeCache {
  private static final int MAX_SHARDS = 16;

  /** Below this, dividing the cache would leave some parts too small. */
  private static final int MIN_NODES_PER_SHARD = 32;

  private final Shard[] shards;

  NodeCache(long capacityBytes, int nodeSize) {
    long wanted = capacityBytes / (2L * MIN_NODES_PER_SHARD * nodeSize);
    shards = new Shard[(int) Long.highestOneBit(Math.clamp(wanted, 1, MAX_SHARDS))];
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new Shard(capacityBytes / shards.length);
    }
  }

  private Shard shard(long address) {
    return shards[(int) HashCommon.mix(address) & (shards.length - 1)];
  }

  @Nullable Node get(long address) {
    return shard(address).get(address);
  }

  void put(Node node) {
    shard(node.address()).put(node, false);
  }

  /** Adds a node, or finds the one that is there, and keeps it until {@link #unpin}. */
  Node putPinned(Node node) {
    return shard(node.address()).put(node, true);
  }

  void unpin(Node node) {
    shard(node.address()).unpin(node);
  }

  void remove(long address) {
    shard(address).remove(address);
  }

  private static final class Shard {
    private static final int NODE_OVERHEAD_BYTES = 200;

    private final ReentrantLock lock = new ReentrantLock();
    private final Long2ObjectOpenHashMap<Node> nodes = new Long2ObjectOpenHashMap<>();
    private final ArrayDeque<Node> clock = new ArrayDeque<>();
    private final long capacityBytes;
    private long usedBytes;

    Shard(long capacityBytes) {
      this.capacityBytes = capacityBytes;
    }

    @Nullable Node get(long address) {
      lock.lock();
      try {
        Node node = nodes.get(address);
        if (node != null) {
          node.recentlyUsed = true;
        }
        return node;
      } finally {
        lock.unlock();
      }
    }

    Node put(Node node, boolean pin) {
      lock.lock();
      try {
        Node old = nodes.get(node.address());
        if (old != null && pin) {
          old.pins++;
          return old;
        }
        if (old != node) {
          usedBytes += weight(node) - (old == null ? 0 : weight(old));
          nodes.put(node.address(), node);
          clock.add(node);
        }
        node.pins += pin ? 1 : 0;
        evict();
        return node;
      } finally {
        lock.unlock();
      }
    }

    void unpin(Node node) {
      lock.lock();
      try {
        node.pins--;
      } finally {
        lock.unlock();
      }
    }

    void remove(long address) {
      lock.lock();
      try {
        Node old = nodes.remove(address);
        if (old != null) {
          usedBytes -= weight(old);
        }
      } finally {
        lock.unlock();
      }
    }

    private void evict() {
      // Twice round the clock takes everything that nobody has pinned, if need be.
      for (int turns = 2 * clock.size(); turns > 0 && usedBytes > capacityBytes; turns--) {
        Node candidate = clock.remove();
        if (nodes.get(candidate.address()) != candidate) {
          continue; // removed or replaced since
        }
        if (candidate.recentlyUsed || candidate.pins > 0) {
          candidate.recentlyUsed = false;
          clock.add(candidate);
        } else {
          nodes.remove(candidate.address());
          usedBytes -= weight(candidate);
        }
      }
      if (clock.size() > 2 * nodes.size() + MIN_NODES_PER_SHARD) {
        clock.removeIf(node -> nodes.get(node.address()) != node);
      }
    }

    private static long weight(Node node) {
      return (long) node.page.length + NODE_OVERHEAD_BYTES;
    }
  }
}
