package io.mucca.fs.model;

import io.mucca.fs.Compression;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FsError;
import io.mucca.fs.FsException;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model of an image: a list of roots, where a snapshot or clone is a copy. Thread-safe by its
 * monitor.
 *
 * <p>The order of errors is READ_ONLY, INVALID_ARGUMENT, NOT_FOUND, EXISTS, BUSY.
 */
public final class ModelImage implements Image {
  /** Volumes by name; within a volume, snapshots in order of creation. */
  private static final Comparator<Root> LISTING_ORDER =
      Comparator.<Root, String>comparing(root -> root.name.volume())
          .thenComparing(root -> root.name.snapshot() != null)
          .thenComparingLong(root -> root.id);

  private final InstantSource clock;
  private final int blockSizeBytes;
  private final Map<RootName, Root> roots = new LinkedHashMap<>();
  private long nextId = 1;
  private boolean readOnly;

  /** An image with one empty volume, {@code main}. */
  public ModelImage(InstantSource clock, int blockSizeBytes) {
    this.clock = clock;
    this.blockSizeBytes = blockSizeBytes;
    addEmptyVolume(RootName.volume(RootName.DEFAULT_VOLUME));
  }

  private Root addEmptyVolume(RootName name) {
    Instant now = clock.instant();
    return add(name, ModelTree.empty(blockSizeBytes, now), null, false);
  }

  private Root add(RootName name, ModelTree tree, @Nullable RootName origin, boolean rootReadOnly) {
    Root root = new Root(nextId++, name, clock.instant(), origin, tree);
    root.readOnly = rootReadOnly;
    roots.put(name, root);
    return root;
  }

  /** Starts a new use of the image, as opening its device again does. */
  public synchronized void reopen(boolean openReadOnly) {
    readOnly = openReadOnly;
  }

  @Override
  public synchronized List<RootInfo> roots() {
    return roots.values().stream().sorted(LISTING_ORDER).map(Root::info).toList();
  }

  @Override
  public synchronized RootInfo root(RootName name) throws FsException {
    return find(name).info();
  }

  @Override
  public synchronized FileSystem openRoot(RootName name, boolean openReadOnly) throws FsException {
    Root root = find(name);
    return new ModelFileSystem(root.tree, readOnly || openReadOnly || root.readOnly, clock);
  }

  @Override
  public synchronized RootInfo snapshot(RootName snapshot) throws FsException {
    requireWritable();
    if (snapshot.snapshot() == null) {
      throw new IllegalArgumentException(snapshot + " names no snapshot");
    }
    Root volume = find(RootName.volume(snapshot.volume()));
    requireAbsent(snapshot);
    return add(snapshot, volume.tree.copy(), volume.name, true).info();
  }

  @Override
  public synchronized List<RootInfo> cloneRoot(
      RootName source, List<String> names, boolean writable) throws FsException {
    requireWritable();
    if (new HashSet<>(names).size() < names.size()) {
      throw new FsException(FsError.INVALID_ARGUMENT, "a clone is named twice");
    }
    Root cloned = find(source);
    for (String name : names) {
      requireAbsent(RootName.volume(name));
    }
    List<RootInfo> clones = new ArrayList<>();
    for (String name : names) {
      clones.add(add(RootName.volume(name), cloned.tree.copy(), source, !writable).info());
    }
    return clones;
  }

  @Override
  public synchronized RootInfo createVolume(String name) throws FsException {
    requireWritable();
    requireAbsent(RootName.volume(name));
    return addEmptyVolume(RootName.volume(name)).info();
  }

  @Override
  public synchronized void destroy(RootName name) throws FsException {
    requireWritable();
    Root root = find(name);
    if (root.inUse() || (!root.isSnapshot() && hasSnapshots(name.volume()))) {
      throw new FsException(FsError.BUSY, name + " is open or has snapshots");
    }
    roots.remove(name);
  }

  private boolean hasSnapshots(String volume) {
    return roots.values().stream()
        .anyMatch(root -> root.isSnapshot() && root.name.volume().equals(volume));
  }

  @Override
  public synchronized void setReadOnly(String volume, boolean newReadOnly) throws FsException {
    requireWritable();
    if (volume.indexOf('@') >= 0) {
      throw new FsException(FsError.INVALID_ARGUMENT, "a snapshot stays read-only");
    }
    Root root = find(RootName.volume(volume));
    if (root.inUse()) {
      throw new FsException(FsError.BUSY, volume + " is open");
    }
    root.readOnly = newReadOnly;
  }

  @Override
  public synchronized void checkpoint() throws FsException {
    requireWritable();
  }

  @Override
  public synchronized void awaitDeletions() throws FsException {
    requireWritable();
  }

  @Override
  public void close() {}

  /** The tree of a root, for tests that look inside. */
  synchronized ModelTree tree(RootName name) throws FsException {
    return find(name).tree;
  }

  private Root find(RootName name) throws FsException {
    Root root = roots.get(name);
    if (root == null) {
      throw new FsException(FsError.NOT_FOUND, "there is no root " + name);
    }
    return root;
  }

  private void requireAbsent(RootName name) throws FsException {
    if (roots.containsKey(name)) {
      throw new FsException(FsError.EXISTS, "there is a root " + name);
    }
  }

  private void requireWritable() throws FsException {
    if (readOnly) {
      throw new FsException(FsError.READ_ONLY, "the image is read-only");
    }
  }

  /** One root and its inodes. */
  private static final class Root {
    final long id;
    final RootName name;
    final Instant created;
    final @Nullable RootName origin;
    final ModelTree tree;
    boolean readOnly;

    Root(long id, RootName name, Instant created, @Nullable RootName origin, ModelTree tree) {
      this.id = id;
      this.name = name;
      this.created = created;
      this.origin = origin;
      this.tree = tree;
    }

    boolean isSnapshot() {
      return name.snapshot() != null;
    }

    boolean inUse() {
      synchronized (tree) {
        return tree.userCount > 0;
      }
    }

    RootInfo info() {
      synchronized (tree) {
        long bytes =
            tree.inodes().stream().mapToLong(inode -> inode.content.allocatedBytes()).sum();
        long inodes = tree.inodes().size();
        return new RootInfo(
            id, name, created, origin, readOnly, bytes, inodes, Compression.OFF, inUse());
      }
    }
  }
}
