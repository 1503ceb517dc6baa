package io.mucca.tools.trace;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.trace.TraceNames.Inode;
import io.mucca.tools.trace.TraceNames.Kind;
import io.mucca.tools.trace.TraceNames.Name;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One trace: turns calls on inodes into operations on paths. What is there before is told of when
 * it is first used, with the size that it has then, which is that of the beginning: nothing has
 * been done to it yet. Thread-safe.
 *
 * <p>Invariant: operations are in the queue in an order in which they can be done again. Calls that
 * change names are done and noted under the lock, so that nobody is noted to use a file before its
 * making.
 */
final class TraceRecorder {
  private static final long NANOS_PER_MICRO = 1000;

  private final FileSystem root;
  private final ReentrantLock lock = new ReentrantLock();
  private final TraceNames names = new TraceNames(); // Guarded by lock.
  private final TraceQueue queue = new TraceQueue();
  private final Attributes found = new Attributes(); // Guarded by lock.
  private volatile boolean recording;
  private long startNanos; // Written before recording.

  /**
   * @param root what is traced; calls of the trace's own go there
   */
  TraceRecorder(FileSystem root) {
    this.root = root;
  }

  /** A call that changes names. */
  @FunctionalInterface
  interface Change {
    void run() throws IOException;
  }

  /** Reads all names, which calls that change some wait for; from then on calls are noted. */
  void begin() throws IOException {
    lock.lock();
    try {
      if (!names.readAll(root)) {
        throw Failure.failed(
            "a trace keeps the names of all files in memory, and of %d at most; trace a volume with"
                    .formatted(TraceNames.MOST_NAMES)
                + " fewer");
      }
      startNanos = System.nanoTime();
      recording = true;
    } finally {
      lock.unlock();
    }
  }

  /** Notes nothing any more; what is noted can still be read. */
  void end() {
    recording = false;
    queue.end();
  }

  /** Ends because something went wrong. */
  void fail(String why) {
    recording = false;
    queue.fail(why);
  }

  boolean isOver() {
    return queue.isOver();
  }

  TraceChunk poll() {
    return queue.poll();
  }

  // ---- calls that leave names as they are ----

  /** Before a call is made: when that is, in nanoseconds, and what it works on is told of. */
  long before(long inode) throws IOException {
    long now = System.nanoTime();
    if (recording) {
      lock.lock();
      try {
        tell(names.find(inode));
      } finally {
        lock.unlock();
      }
    }
    return now;
  }

  /** After it: what it did to the path. */
  void after(long beganNanos, long inode, Function<String, TraceOperation> operation) {
    if (recording) {
      lock.lock();
      try {
        note(beganNanos, path(names.find(inode)), operation);
      } finally {
        lock.unlock();
      }
    }
  }

  /** After a fsync: of a file, or of a directory. */
  void synced(long beganNanos, long inode) {
    if (recording) {
      lock.lock();
      try {
        Inode synced = names.find(inode);
        boolean directory = synced != null && synced.kind == Kind.DIRECTORY;
        note(
            beganNanos,
            path(synced),
            directory ? TraceOperation.SyncDirectory::new : TraceOperation.Sync::new);
      } finally {
        lock.unlock();
      }
    }
  }

  /** After a call without a path. */
  void after(long beganNanos, TraceOperation operation) {
    if (recording) {
      note(beganNanos, "", _ -> operation);
    }
  }

  /** Something was done that a trace cannot tell of. */
  void leaveOut() {
    if (recording) {
      queue.leaveOut();
    }
  }

  void opened(long inode) {
    if (recording) {
      lock.lock();
      try {
        Inode opened = names.find(inode);
        if (opened != null) {
          opened.opened++;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Notes the close of the last one who has opened a file since the trace began. */
  void closed(long inode) {
    if (recording) {
      lock.lock();
      try {
        Inode closed = names.find(inode);
        if (closed != null && closed.kind == Kind.FILE && closed.opened > 0) {
          closed.opened--;
          String path = path(closed);
          if (closed.opened == 0 && path != null) {
            note(System.nanoTime(), path, TraceOperation.Close::new);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  // ---- calls that change names ----

  /** Makes something. */
  void make(long directory, byte[] name, Change change, Attributes out) throws IOException {
    lock.lock();
    try {
      long began = before(directory);
      change.run();
      Inode parent = names.findDirectory(directory);
      if (!recording || parent == null) {
        leaveOut();
        return;
      }
      Name made = added(parent, name, out.inode, Kind.ofMode(out.mode));
      if (made != null) {
        made.told = true;
        note(
            began,
            path(made),
            made.inode.kind == Kind.DIRECTORY
                ? TraceOperation.MakeDirectory::new
                : TraceOperation.Create::new);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives an inode one more name. */
  void link(long inode, long directory, byte[] name, Change change) throws IOException {
    lock.lock();
    try {
      long began = before(inode);
      before(directory);
      change.run();
      Inode linked = names.find(inode);
      Inode parent = names.findDirectory(directory);
      if (!recording || linked == null || parent == null) {
        leaveOut();
        return;
      }
      String path = path(linked);
      Name made = added(parent, name, inode, linked.kind);
      if (made != null) {
        made.told = true;
        note(began, path, old -> new TraceOperation.Link(old, made.path()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes a name. */
  void remove(long directory, byte[] name, Change change) throws IOException {
    lock.lock();
    try {
      Name gone = find(directory, name);
      long began = System.nanoTime();
      tell(gone);
      String path = path(gone);
      change.run();
      if (gone == null) {
        leaveOut();
        return;
      }
      names.remove(gone);
      note(
          began,
          path,
          gone.inode.kind == Kind.DIRECTORY
              ? TraceOperation.RemoveDirectory::new
              : TraceOperation.Unlink::new);
    } finally {
      lock.unlock();
    }
  }

  /** Renames, over what has the new name. */
  void rename(long directory, byte[] name, long newDirectory, byte[] newName, Change change)
      throws IOException {
    lock.lock();
    try {
      Name moved = find(directory, name);
      Name replaced = find(newDirectory, newName);
      long began = before(newDirectory);
      tell(moved);
      tell(replaced);
      String from = path(moved);
      String over = path(replaced);
      change.run();
      Inode parent = names.findDirectory(newDirectory);
      if (!recording || moved == null || parent == null) {
        leaveOut();
        return;
      }
      if (replaced != null && replaced.inode.equals(moved.inode)) {
        // Nothing has happened, and nothing would where the trace knows both names.
        note(
            began,
            over == null ? null : from,
            old -> new TraceOperation.Rename(old, replaced.path()));
        return;
      }
      if (replaced != null) {
        names.remove(replaced);
      }
      Name now = names.move(moved, parent, newName);
      if (from == null && over != null) {
        note(began, over, TraceOperation.Unlink::new);
      } else {
        note(began, from, old -> new TraceOperation.Rename(old, now.path()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Swaps two names, which a trace tells of in three steps. */
  void exchange(long directory, byte[] name, long newDirectory, byte[] newName, Change change)
      throws IOException {
    lock.lock();
    try {
      Name first = find(directory, name);
      Name second = find(newDirectory, newName);
      long began = System.nanoTime();
      tell(first);
      tell(second);
      String from = path(first);
      String to = path(second);
      change.run();
      Inode parent = names.findDirectory(directory);
      Inode newParent = names.findDirectory(newDirectory);
      if (first == null || second == null || parent == null || newParent == null) {
        leaveOut();
        return;
      }
      if (first.inode.equals(second.inode)) {
        // Two names of one inode, or one name: nothing has happened.
        return;
      }
      Name unused = names.move(first, newParent, newName);
      unused = names.move(second, parent, name);
      noteExchange(began, from, to, first.path(), second.path());
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param from the first path, null where a trace does not tell of what it names; likewise {@code
   *     to}
   */
  private void noteExchange(
      long began, @Nullable String from, @Nullable String to, String first, String second) {
    if (from != null && to != null) {
      String aside = first + ".exchanged";
      note(began, from, old -> new TraceOperation.Rename(old, aside));
      note(began, to, old -> new TraceOperation.Rename(old, first));
      note(began, aside, old -> new TraceOperation.Rename(old, second));
    } else if (from != null) {
      note(began, from, old -> new TraceOperation.Rename(old, second));
    } else {
      note(began, to, old -> new TraceOperation.Rename(old, first));
    }
  }

  // ---- names; all under the lock ----

  private @Nullable Name added(Inode parent, byte[] name, long inode, Kind kind) {
    if (!names.hasRoom()) {
      fail("there are more than " + TraceNames.MOST_NAMES + " files by now; what came before is");
      return null;
    }
    return names.add(parent, name, inode, kind);
  }

  /** The name in a directory; null where there is none, or none that is known. */
  private @Nullable Name find(long directory, byte[] name) throws IOException {
    Inode parent = names.findDirectory(directory);
    if (!recording || parent == null) {
      return null;
    }
    try {
      root.lookup(directory, name, found);
    } catch (FsException e) {
      if (e.error() == FsError.NOT_FOUND) {
        return null;
      }
      throw e;
    }
    Inode inode = names.find(found.inode);
    return inode == null ? null : inode.name(parent, TraceNames.text(name));
  }

  private void tell(@Nullable Inode inode) throws IOException {
    if (inode != null) {
      tell(inode.name());
    }
  }

  /** Tells that it is there, unless the trace has, and before it of the directories it is in. */
  private void tell(@Nullable Name name) throws IOException {
    if (name == null || name.told || !name.tellable || name.inode.kind == Kind.OTHER) {
      return;
    }
    Name best = name.inode.name();
    if (best != null && best.told) {
      // Another name of a file that has been told of: a trace has no word for that.
      return;
    }
    tell(name.parent);
    name.pathBefore = TraceNames.pathBefore(name);
    name.told = true;
    if (name.inode.kind == Kind.DIRECTORY) {
      tellBefore(new TraceOperation.HaveDirectory(name.pathBefore));
    } else {
      root.getAttributes(name.inode.number, found);
      tellBefore(new TraceOperation.Have(name.pathBefore, found.sizeBytes));
    }
  }

  private void tellBefore(TraceOperation operation) {
    if (!queue.addBefore(new Trace.Line(0, operation).format())) {
      recording = false;
    }
  }

  /** The path that a trace calls it by; null for what it does not tell of. */
  private static @Nullable String path(@Nullable Inode inode) {
    return inode == null ? null : path(inode.name());
  }

  private static @Nullable String path(@Nullable Name name) {
    return name == null || !name.told || name.inode.kind == Kind.OTHER ? null : name.path();
  }

  private void note(
      long beganNanos, @Nullable String path, Function<String, TraceOperation> operation) {
    if (path == null) {
      leaveOut();
      return;
    }
    long micros = Math.max(0, beganNanos - startNanos) / NANOS_PER_MICRO;
    if (recording && !queue.add(new Trace.Line(micros, operation.apply(path)).format())) {
      recording = false;
    }
  }
}
