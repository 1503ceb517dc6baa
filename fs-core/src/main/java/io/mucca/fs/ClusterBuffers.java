package io.mucca.fs;

import io.mucca.block.Geometry;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Buffers for clusters that nobody uses right now, each with the cluster that was read into it
 * last: so a cluster that is read in pieces is decompressed once. Bounded, however many threads
 * there are. Thread-safe; the monitor is held for memory operations only.
 */
final class ClusterBuffers implements AutoCloseable {
  private static final int MAX_BUFFERS = 16;

  private final Geometry geometry;

  /** The one used last comes first. */
  private final ArrayDeque<ClusterBuffer> free = new ArrayDeque<>();

  private boolean closed;

  ClusterBuffers(Geometry geometry) {
    this.geometry = geometry;
  }

  /** A buffer that holds a cluster, if there is one; else any. To be given back. */
  ClusterBuffer takeFor(ClusterPlace place) {
    synchronized (this) {
      for (Iterator<ClusterBuffer> all = free.iterator(); all.hasNext(); ) {
        ClusterBuffer buffer = all.next();
        if (buffer.holds(place)) {
          all.remove();
          return buffer;
        }
      }
    }
    return take();
  }

  /** A buffer to write with. To be given back. */
  ClusterBuffer take() {
    ClusterBuffer oldest;
    synchronized (this) {
      oldest = free.size() < MAX_BUFFERS ? null : free.pollLast();
    }
    return oldest == null ? new ClusterBuffer(geometry.blockSize()) : oldest;
  }

  void giveBack(ClusterBuffer buffer) {
    ClusterBuffer surplus = buffer;
    synchronized (this) {
      if (!closed) {
        free.addFirst(buffer);
        surplus = free.size() > MAX_BUFFERS ? free.pollLast() : null;
      }
    }
    if (surplus != null) {
      surplus.close();
    }
  }

  @Override
  public void close() {
    ClusterBuffer[] all;
    synchronized (this) {
      closed = true;
      all = free.toArray(ClusterBuffer[]::new);
      free.clear();
    }
    for (ClusterBuffer buffer : all) {
      buffer.close();
    }
  }
}
