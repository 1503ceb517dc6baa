package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * The inodes that the kernel knows, with what it may still ask about them. Thread-safe.
 *
 * <p>The kernel counts each reply that names an inode and gives those counts back with FORGET, so
 * ours is exact: an inode is here as long as its count is above 0 or it is open. An inode that
 * loses its last name while it is here is opened on the kernel's behalf until it is forgotten, and
 * outlives the name for whoever still holds it: an open file, a working directory, a descriptor of
 * {@code O_PATH}.
 */
final class KnownInodes {
  /** Open on the kernel's behalf, until it is forgotten. */
  private static final int KEPT = 1;

  /** A write has no set-ID bit and no capability to take away. */
  static final int UNPRIVILEGED = 1 << 1;

  /** See {@link io.mucca.fs.Attributes#selfChanging}. */
  static final int SELF_CHANGING = 1 << 2;

  /** Its content has changed, and the space that it takes will once that goes to the device. */
  static final int WRITTEN = 1 << 3;

  private static final int ONE_OPEN = 1 << 4;

  private static final int SHARD_BITS = 6;

  private final FileSystem fileSystem;
  private final InodeShard[] shards = new InodeShard[1 << SHARD_BITS];

  KnownInodes(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new InodeShard();
    }
    // The kernel knows the root directory from the start, and to the end.
    found(FileSystem.ROOT_INODE, false);
  }

  static long hash(long inode) {
    return inode * 0x9E3779B97F4A7C15L;
  }

  private InodeShard shardOf(long inode) {
    return shards[(int) (hash(inode) >>> (Long.SIZE - SHARD_BITS))];
  }

  /** A reply names an inode: called before it is sent. */
  void found(long inode, boolean selfChanging) {
    InodeShard shard = shardOf(inode);
    synchronized (shard) {
      int slot = shard.findOrAdd(inode);
      shard.setLookups(slot, shard.lookups(slot) + 1);
      if (selfChanging) {
        shard.setState(slot, shard.state(slot) | SELF_CHANGING);
      }
    }
  }

  /** The kernel gives up so many of its references, or has not got them. */
  void forget(long inode, long count) throws IOException {
    InodeShard shard = shardOf(inode);
    boolean wasKept;
    synchronized (shard) {
      int slot = shard.find(inode);
      if (slot == InodeShard.ABSENT || shard.lookups(slot) < count) {
        throw new IllegalStateException(
            "the kernel forgets inode " + inode + " more often than it was told of it");
      }
      shard.setLookups(slot, shard.lookups(slot) - count);
      wasKept = removeIfUnused(shard, slot);
    }
    if (wasKept) {
      fileSystem.close(inode);
    }
  }

  /** Returns whether what was removed was open on the kernel's behalf. */
  private static boolean removeIfUnused(InodeShard shard, int slot) {
    int state = shard.state(slot);
    if (shard.lookups(slot) > 0 || state >= ONE_OPEN) {
      return false;
    }
    shard.remove(slot);
    return (state & KEPT) != 0;
  }

  /** Opens an inode for a file handle. */
  void open(long inode) throws IOException {
    fileSystem.open(inode);
    InodeShard shard = shardOf(inode);
    synchronized (shard) {
      int slot = shard.findOrAdd(inode);
      shard.setState(slot, shard.state(slot) + ONE_OPEN);
    }
  }

  /** Closes it for a file handle. */
  void close(long inode) throws IOException {
    InodeShard shard = shardOf(inode);
    boolean wasKept;
    synchronized (shard) {
      int slot = shard.find(inode);
      if (slot == InodeShard.ABSENT || shard.state(slot) < ONE_OPEN) {
        throw new IllegalStateException("inode " + inode + " is not open");
      }
      // Counted first: a close that fails has no second try.
      shard.setState(slot, shard.state(slot) - ONE_OPEN);
      wasKept = removeIfUnused(shard, slot);
    }
    fileSystem.close(inode);
    if (wasKept) {
      fileSystem.close(inode);
    }
  }

  /**
   * An inode is about to lose its last name. It stays kept should it not lose it after all, which
   * means nothing while it has one.
   */
  void keep(long inode) throws IOException {
    if (!canBeKept(inode)) {
      return;
    }
    // Not under the lock, since it may read from the device.
    fileSystem.open(inode);
    if (!setKept(inode)) {
      fileSystem.close(inode);
    }
  }

  private boolean canBeKept(long inode) {
    InodeShard shard = shardOf(inode);
    synchronized (shard) {
      int slot = shard.find(inode);
      return slot != InodeShard.ABSENT && (shard.state(slot) & KEPT) == 0;
    }
  }

  private boolean setKept(long inode) {
    InodeShard shard = shardOf(inode);
    synchronized (shard) {
      int slot = shard.find(inode);
      if (slot == InodeShard.ABSENT || (shard.state(slot) & KEPT) != 0) {
        return false;
      }
      shard.setState(slot, shard.state(slot) | KEPT);
      return true;
    }
  }

  /** Whether an inode has a mark; one that is not here has none. */
  boolean has(long inode, int mark) {
    InodeShard shard = shardOf(inode);
    synchronized (shard) {
      int slot = shard.find(inode);
      return slot != InodeShard.ABSENT && (shard.state(slot) & mark) != 0;
    }
  }

  /** Gives an inode a mark, if it is here. */
  void mark(long inode, int mark) {
    InodeShard shard = shardOf(inode);
    synchronized (shard) {
      int slot = shard.find(inode);
      if (slot != InodeShard.ABSENT) {
        shard.setState(slot, shard.state(slot) | mark);
      }
    }
  }

  /** Takes a mark away. */
  void unmark(long inode, int mark) {
    InodeShard shard = shardOf(inode);
    synchronized (shard) {
      int slot = shard.find(inode);
      if (slot != InodeShard.ABSENT) {
        shard.setState(slot, shard.state(slot) & ~mark);
      }
    }
  }

  /** Shows each inode that was here at some time during the call. */
  void forEach(LongConsumer visitor) {
    for (InodeShard shard : shards) {
      for (long inode : inodesOf(shard)) {
        visitor.accept(inode);
      }
    }
  }

  /** How many inodes are here, the root directory included. */
  int size() {
    int sum = 0;
    for (InodeShard shard : shards) {
      synchronized (shard) {
        sum += shard.size();
      }
    }
    return sum;
  }

  /**
   * Closes what is still open, after the last request: when a connection ends, the kernel says so
   * of nothing. Tries all and then throws the first failure.
   */
  void closeAll() throws IOException {
    IOException first = null;
    for (InodeShard shard : shards) {
      for (long inode : inodesOf(shard)) {
        for (int i = removeAndCountOpens(shard, inode); i > 0; i--) {
          try {
            fileSystem.close(inode);
          } catch (IOException e) {
            first = first == null ? e : first;
          }
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static long[] inodesOf(InodeShard shard) {
    synchronized (shard) {
      return shard.all();
    }
  }

  private static int removeAndCountOpens(InodeShard shard, long inode) {
    synchronized (shard) {
      int slot = shard.find(inode);
      int state = shard.state(slot);
      shard.remove(slot);
      return state / ONE_OPEN + ((state & KEPT) != 0 ? 1 : 0);
    }
  }
}
