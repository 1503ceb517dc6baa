package io.mucca.fs;

import io.mucca.block.NoSpaceException;
import io.mucca.btree.NodeMissing;
import io.mucca.btree.NodeStore;
import io.mucca.btree.PinnedNodes;
import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one lock over all trees of an image, held for memory operations only. A body that meets a
 * node which is not in memory is run again once the node has been read, with the lock let go in
 * between.
 */
final class TreeLock {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final NodeStore nodes;
  private final ReaderGate gate;
  private final Consumer<Exception> onHalfDone;

  /**
   * @param onHalfDone takes what has ended an update after it had changed something: the trees in
   *     memory are not to be trusted then
   */
  TreeLock(NodeStore nodes, ReaderGate gate, Consumer<Exception> onHalfDone) {
    this.nodes = nodes;
    this.gate = gate;
    this.onHalfDone = onHalfDone;
  }

  /** Runs a body that changes nothing beside others of its kind. */
  <T extends @Nullable Object> T read(Body<T> body) throws IOException {
    return run(lock.readLock(), body);
  }

  /**
   * Runs a body that changes trees, alone. It prepares all it is going to change before it changes
   * anything, since it may be run again.
   */
  <T extends @Nullable Object> T update(Body<T> body) throws IOException {
    return run(lock.writeLock(), () -> updateOnce(body));
  }

  private <T extends @Nullable Object> T updateOnce(Body<T> body) throws IOException {
    nodes.beginUpdate();
    try {
      return body.run();
    } catch (NoSpaceException e) {
      throw e; // only a checkpoint gets it, which can be put together anew
    } catch (IOException | RuntimeException e) {
      if (nodes.hasChanged()) {
        onHalfDone.accept(e);
        throw new IOException("an update has ended half done: " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /** {@link #read} without a result. */
  void inspect(Action action) throws IOException {
    read(action.asBody());
  }

  /** {@link #update} without a result. */
  void modify(Action action) throws IOException {
    update(action.asBody());
  }

  private <T extends @Nullable Object> T run(Lock side, Body<T> body) throws IOException {
    PinnedNodes pins = null;
    // A missing node stays readable while this reader is inside the gate, even if others free its
    // blocks.
    int entered = gate.enter();
    try {
      while (true) {
        NodeMissing missing;
        side.lock();
        try {
          return body.run();
        } catch (NodeMissing e) {
          missing = e;
        } finally {
          side.unlock();
        }
        if (pins == null) {
          pins = new PinnedNodes();
        }
        nodes.load(missing, pins);
      }
    } finally {
      gate.exit(entered);
      if (pins != null) {
        nodes.unpin(pins);
      }
    }
  }

  /** Something to do under the lock. */
  @FunctionalInterface
  interface Body<T extends @Nullable Object> {
    T run() throws IOException;
  }

  /** Something to do under the lock that gives no result. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;

    default Body<Boolean> asBody() {
      return () -> {
        run();
        return true;
      };
    }
  }
}
