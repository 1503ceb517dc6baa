package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.btree.NodeStore;
import io.mucca.btree.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All roots of an image in memory, by id and by name. They are few and small (some 300 bytes each),
 * so that finding one never reads the device. Thread-safe.
 */
final class RootTable {
  private final Map<Long, Root> byId = new LinkedHashMap<>();
  private final Map<RootName, Root> byName = new HashMap<>();
  private final Map<String, Integer> snapshotCounts = new HashMap<>();
  private long nextId;

  RootTable(long nextId) {
    this.nextId = nextId;
  }

  /**
   * Reads the tree of roots. Needs the tree lock, and may miss nodes.
   *
   * @throws CorruptBlockException if roots contradict each other
   */
  static List<Root> read(Tree rootsTree, NodeStore nodes) throws IOException {
    List<Root> roots = new ArrayList<>();
    Set<RootName> names = new HashSet<>();
    Cursor cursor = new Cursor();
    boolean more = rootsTree.seekCeiling(cursor, 0, 0);
    while (more) {
      if (AccountItem.isKey(cursor.keyHigh())) {
        more = rootsTree.next(cursor);
        continue;
      }
      Root root = RootItem.decode(nodes, cursor);
      if (!root.deleting && !names.add(root.name)) {
        throw new CorruptBlockException("two roots have the name " + root.name);
      }
      if (root.name.snapshot() != null && !root.readOnly) {
        throw new CorruptBlockException("the snapshot " + root.name + " is not read-only");
      }
      roots.add(root);
      more = rootsTree.next(cursor);
    }
    return roots;
  }

  synchronized long nextId() {
    return nextId;
  }

  synchronized long takeId() {
    return nextId++;
  }

  /** A root that is being deleted has no name any more. */
  synchronized void add(Root root) {
    byId.put(root.id, root);
    nextId = Math.max(nextId, root.id + 1);
    if (!root.deleting) {
      byName.put(root.name, root);
      if (root.name.snapshot() != null) {
        snapshotCounts.merge(root.name.volume(), 1, Integer::sum);
      }
    }
  }

  synchronized void removeName(Root root) {
    if (byName.remove(root.name, root) && root.name.snapshot() != null) {
      snapshotCounts.merge(root.name.volume(), -1, Integer::sum);
    }
  }

  synchronized void forget(Root root) {
    byId.remove(root.id);
  }

  synchronized @Nullable Root find(RootName name) {
    return byName.get(name);
  }

  synchronized @Nullable Root byId(long id) {
    return byId.get(id);
  }

  synchronized int snapshotCount(String volume) {
    return snapshotCounts.getOrDefault(volume, 0);
  }

  synchronized List<Root> all() {
    return new ArrayList<>(byId.values());
  }

  /** Whether any root has content that was not flushed. */
  synchronized boolean areAnyDirty() {
    for (Root root : byId.values()) {
      if (root.hasDirtyFiles()) {
        return true;
      }
    }
    return false;
  }

  synchronized List<Root> deleting() {
    return byId.values().stream().filter(root -> root.deleting).toList();
  }

  /** Roots with tree nodes that are in memory only. Needs the tree lock. */
  synchronized List<Root> open() {
    return byId.values().stream().filter(root -> root.tree.isOpen()).toList();
  }

  synchronized int nameCount() {
    return byName.size();
  }

  /** Volumes by name, each followed by its snapshots in the order of their making. */
  synchronized List<Root> listed() {
    List<Root> listed = new ArrayList<>(byName.values());
    listed.sort(
        Comparator.comparing((Root root) -> root.name.volume())
            .thenComparing(root -> root.name.snapshot() != null)
            .thenComparingLong(root -> root.id));
    return listed;
  }

  synchronized boolean isOpen(Root root) {
    return root.openCount > 0;
  }

  synchronized void opened(Root root) {
    root.openCount++;
  }

  /** Ends one use; true if it was the last. */
  synchronized boolean closed(Root root) {
    return --root.openCount == 0;
  }
}
