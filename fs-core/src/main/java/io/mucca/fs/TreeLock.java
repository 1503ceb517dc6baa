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
  private final Room room;

  /**
   * @param onHalfDone takes what has ended an update after it had changed something: the trees in
   *     memory are not to be trusted then
   */
  TreeLock(NodeStore nodes, ReaderGate gate, Consumer<Exception> onHalfDone, Room room) {
    this.nodes = nodes;
    this.gate = gate;
    this.onHalfDone = onHalfDone;
    this.room = room;
  }

  /** Blocks for the nodes that the next checkpoint writes. */
  interface Room {
    /** For an image that is never short of space. */
    Room AMPLE =
        new Room() {
          @Override
          public boolean isEnough() {
            return true;
          }

          @Override
          public void make() {}
        };

    /** Whether one more update leaves a checkpoint enough. Asked under the lock held alone. */
    boolean isEnough();

    /** Makes a checkpoint, after which there is more. Called without the lock. */
    void make() throws IOException;
  }

  /** Runs a body that changes nothing beside others of its kind. */
  <T extends @Nullable Object> T read(Body<T> body) throws IOException {
    return run(lock.readLock(), body);
  }

  /**
   * Runs a body that changes trees, alone. It prepares all it is going to change before it changes
   * anything, since it may be run again. Where the nodes that are open already need nearly all
   * blocks that can be had, a checkpoint comes first: it could not be written any more otherwise.
   */
  <T extends @Nullable Object> T update(Body<T> body) throws IOException {
    while (true) {
      try {
        return run(lock.writeLock(), () -> updateWithRoom(body));
      } catch (NoRoom e) {
        room.make();
      }
    }
  }

  /** An update that is part of a checkpoint, or cannot wait for one. */
  <T extends @Nullable Object> T updateInCheckpoint(Body<T> body) throws IOException {
    return run(lock.writeLock(), () -> updateOnce(body));
  }

  private <T extends @Nullable Object> T updateWithRoom(Body<T> body) throws IOException {
    if (!room.isEnough()) {
      throw new NoRoom();
    }
    return updateOnce(body);
  }

  /** Ends an update that has not begun; never leaves this class. */
  private static final class NoRoom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoRoom() {
      super("a checkpoint comes first", null, false, false);
    }
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
