package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Tree;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A root of the image in memory: a volume or a snapshot, its tree, and what is being done to its
 * files.
 *
 * <p>Fields without a word of their own are guarded by the tree lock.
 */
final class Root {
  final long id;
  final RootName name;
  final Instant created;

  /** The root that this one was made from, as it was called then. */
  final @Nullable RootName origin;

  final Tree tree;

  boolean readOnly;

  /** How the content of files is compressed that say nothing else. Changes under the tree lock. */
  volatile Compression compression = Compression.OFF;

  /** Nobody can open it any more; its space is being given back. */
  boolean deleting;

  /** Written data that belongs to it is not in its tree yet; a crash before it is removes it. */
  boolean incomplete;

  long nextInode;
  long inodeCount;

  /** Content in blocks; what is inline counts nothing. */
  long referencedBytes;

  /** What was written since the last snapshot and is not flushed. */
  private volatile Overlay current;

  /** What was not flushed when the last snapshot was made; shared with it. */
  private volatile @Nullable Overlay frozen;

  private final ConcurrentHashMap<Long, FileState> files = new ConcurrentHashMap<>();

  /** Guarded by the image's table of roots. */
  int openCount;

  Root(long id, RootName name, Instant created, @Nullable RootName origin, Tree tree) {
    this.id = id;
    this.name = name;
    this.created = created;
    this.origin = origin;
    this.tree = tree;
    this.current = new Overlay(this);
  }

  /** A root with nothing in it. */
  static Root empty(ImageCore core, long id, RootName name, Instant created) {
    Tree tree = new Tree(core.nodes, Extents.REFERENCES, BlockPointer.NONE);
    return new Root(id, name, created, null, tree);
  }

  /** A root that shares this one's tree. Needs the tree lock alone. */
  Root copy(long newId, RootName newName, Instant now) throws CorruptBlockException {
    Root copy = new Root(newId, newName, now, name, tree.share());
    copy.nextInode = nextInode;
    copy.inodeCount = inodeCount;
    copy.referencedBytes = referencedBytes;
    copy.compression = compression;
    return copy;
  }

  Overlay current() {
    return current;
  }

  @Nullable Overlay frozen() {
    return frozen;
  }

  boolean hasDirtyFiles() {
    Overlay old = frozen;
    return !current.isEmpty() || (old != null && !old.isEmpty());
  }

  /** Lets {@code copy}, which shares this root's tree, share what is not in the tree yet. */
  void freezeOverlayFor(Root copy) {
    Overlay shared = current;
    if (!shared.isEmpty()) {
      shared.sharers().add(copy);
      copy.frozen = shared;
    }
  }

  /** Goes on with a new overlay after {@link #freezeOverlayFor}. */
  void startOverlay() {
    if (!current.isEmpty()) {
      frozen = current;
      current = new Overlay(this);
    }
  }

  /** Forgets a frozen overlay that has been flushed. */
  void dropFrozen(Overlay flushed) {
    if (frozen == flushed) {
      frozen = null;
    }
  }

  /** Begins to use the state of an inode; to be ended with {@link #releaseFile}. */
  FileState acquireFile(long inode) {
    FileState[] result = new FileState[1];
    files.compute(
        inode,
        (key, old) -> {
          FileState state = old == null ? new FileState() : old;
          state.users++;
          result[0] = state;
          return state;
        });
    return result[0];
  }

  void releaseFile(long inode) {
    files.computeIfPresent(inode, (key, state) -> --state.users == 0 ? null : state);
  }

  boolean isFileOpen(long inode) {
    FileState state = files.get(inode);
    return state != null && state.openCount.get() > 0;
  }

  /** Nobody uses the root any more: ends what was open. Returns whether anything was. */
  boolean forgetFiles() {
    boolean any = files.values().stream().anyMatch(state -> state.openCount.get() > 0);
    files.values().forEach(state -> state.openCount.set(0));
    files.clear();
    return any;
  }

  @Nullable FileState fileState(long inode) {
    return files.get(inode);
  }
}
