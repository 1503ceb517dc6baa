package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.block.CorruptBlockException;
import io.mucca.btree.TreeScan;
import io.mucca.btree.TreeScan.KeyRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds all paths that lead to some inodes of a tree: reads all entries for the names of the
 * inodes, and then goes up from directory to directory. What is damaged is left out.
 */
final class InodePaths {
  /** More names than anybody looks at. */
  private static final int MAX_NAMES = 10_000;

  private static final int MAX_DEPTH = 1000;

  private final TreeScan scan;
  private final BlockPointer tree;
  private final long generation;

  /** Ends of the wanted ranges of inodes, by their beginnings; none begins in another. */
  private final NavigableMap<Long, Long> wanted = new TreeMap<>();

  private final NavigableMap<Long, List<String>> paths = new TreeMap<>();
  private final Map<Long, String> directories = new HashMap<>();

  InodePaths(TreeScan scan, BlockPointer tree, long generation) {
    this.scan = scan;
    this.tree = tree;
    this.generation = generation;
    directories.put(FileSystem.ROOT_INODE, "");
  }

  /** Paths of these inodes shall be found. */
  void want(long firstInode, long lastInode) {
    long first = firstInode;
    long last = lastInode;
    Map.Entry<Long, Long> before = wanted.floorEntry(first);
    if (before != null && before.getValue() >= first) {
      first = before.getKey();
      last = Math.max(last, before.getValue());
    }
    NavigableMap<Long, Long> within = wanted.subMap(first, true, last, true);
    for (long end : within.values()) {
      last = Math.max(last, end);
    }
    within.clear();
    wanted.put(first, last);
  }

  /** An inode under one of its paths. */
  record Found(long inode, String path) {}

  /** The paths of inodes in a range. */
  List<Found> found(long firstInode, long lastInode) {
    List<Found> result = new ArrayList<>();
    paths
        .subMap(firstInode, true, lastInode, true)
        .forEach((inode, all) -> all.forEach(path -> result.add(new Found(inode, path))));
    return result;
  }

  private record Name(long directory, long inode, String name) {}

  /** Reads the tree. */
  void find() throws IOException {
    List<Name> names = new ArrayList<>();
    scan.walk(
        tree,
        generation,
        new EntryVisitor() {
          @Override
          void entry(long directory, long inode, String name) {
            if (isWanted(inode) && names.size() < MAX_NAMES) {
              names.add(new Name(directory, inode, name));
            }
          }
        });
    if (isWanted(FileSystem.ROOT_INODE)) {
      paths.put(FileSystem.ROOT_INODE, List.of("/"));
    }
    for (Name name : names) {
      String path = directoryPath(name.directory()) + "/" + name.name();
      paths.computeIfAbsent(name.inode(), i -> new ArrayList<>()).add(path);
    }
  }

  private boolean isWanted(long inode) {
    Map.Entry<Long, Long> before = wanted.floorEntry(inode);
    return before != null && before.getValue() >= inode;
  }

  /** Where a directory is; what cannot be found out is a question mark. */
  private String directoryPath(long directory) throws IOException {
    List<Long> way = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Set<Long> met = new HashSet<>();
    long at = directory;
    while (!directories.containsKey(at)) {
      long parent = met.add(at) && met.size() < MAX_DEPTH ? parent(at) : 0;
      String name = parent == 0 ? null : nameIn(parent, at);
      if (name == null) {
        directories.put(at, "/?");
        break;
      }
      way.add(at);
      names.add(name);
      at = parent;
    }
    String path = directories.getOrDefault(at, "/?");
    for (int i = way.size() - 1; i >= 0; i--) {
      path = path + "/" + names.get(i);
      directories.put(way.get(i), path);
    }
    return path;
  }

  /** The directory that a directory says it is in; 0 if that cannot be read. */
  private long parent(long directory) throws IOException {
    long key = ItemKey.high(directory, ItemKey.INODE);
    long[] parent = {0};
    scan.walkRange(
        tree,
        generation,
        key,
        key,
        new ItemVisitor() {
          @Override
          public void item(
              long high, long low, byte[] page, int offset, int length, boolean isFirst)
              throws IOException {
            if (high == key) {
              Inode inode = new Inode();
              inode.decode(directory, new ByteReader().of(page, offset, length));
              parent[0] = inode.parent;
            }
          }
        });
    return parent[0];
  }

  private @Nullable String nameIn(long directory, long wantedInode) throws IOException {
    long key = ItemKey.high(directory, ItemKey.ENTRY);
    String[] result = {null};
    scan.walkRange(
        tree,
        generation,
        key,
        key,
        new EntryVisitor() {
          @Override
          void entry(long holder, long inode, String name) {
            if (holder == directory && inode == wantedInode) {
              result[0] = name;
            }
          }
        });
    return result[0];
  }

  /** Looks at items only; damage is known already. */
  private abstract static class ItemVisitor implements TreeScan.Visitor {
    @Override
    public void damaged(BlockPointer pointer, KeyRange keys, String reason, boolean isFirst) {}
  }

  private abstract static class EntryVisitor extends ItemVisitor {
    abstract void entry(long directory, long inode, String name);

    @Override
    public void item(long high, long low, byte[] page, int offset, int length, boolean isFirst) {
      if (ItemKey.type(high) == ItemKey.ENTRY) {
        ByteReader reader = new ByteReader().of(page, offset, length);
        try {
          long inode = reader.getVarint();
          reader.skip(1);
          String name = Names.show(reader.getBytes(reader.remaining()));
          entry(ItemKey.inode(high), inode, name);
        } catch (CorruptBlockException e) {
          // Not an entry; the check tells of it.
        }
      }
    }
  }
}
