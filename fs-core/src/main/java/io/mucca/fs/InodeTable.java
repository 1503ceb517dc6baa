package io.mucca.fs;

import io.mucca.fs.CheckReport.Kind;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;

/**
 * What the check of a root knows of all its inodes, to be compared once all items have been seen:
 * link counts with names, parents with entries, and whether every directory can be reached. Takes
 * some 40 bytes for each inode.
 */
final class InodeTable {
  private static final int MISSING = -1;

  /** The type of an inode whose item cannot be decoded; it fits every entry. */
  private static final int UNKNOWN_TYPE = 0;

  /** Link count of an inode that so far is only named. */
  private static final int ABSENT = -1;

  /** Link count of an inode whose item cannot be decoded. */
  private static final int UNKNOWN_LINKS = -2;

  private final Findings findings;
  private final String where;
  private final Long2IntOpenHashMap slots = new Long2IntOpenHashMap();
  private final LongArrayList numbers = new LongArrayList();
  private final IntArrayList types = new IntArrayList();
  private final IntArrayList links = new IntArrayList();
  private final IntArrayList names = new IntArrayList();

  /** What the items of directories say of their parents. */
  private final Long2LongOpenHashMap parents = new Long2LongOpenHashMap();

  /** A directory that names the inode: for every directory, and for what is not yet known. */
  private final Long2LongOpenHashMap holders = new Long2LongOpenHashMap();

  InodeTable(Findings findings, String where) {
    this.findings = findings;
    this.where = where;
    slots.defaultReturnValue(MISSING);
    holders.defaultReturnValue(MISSING);
    parents.defaultReturnValue(MISSING);
  }

  int inodeCount() {
    return (int) links.intStream().filter(count -> count != ABSENT).count();
  }

  boolean hasRootDirectory() {
    int slot = slots.get(FileSystem.ROOT_INODE);
    return slot != MISSING && (isLiveDirectory(slot) || links.getInt(slot) == UNKNOWN_LINKS);
  }

  /** True if a directory has an entry for the inode, whether or not it exists. */
  boolean isNamed(long number) {
    int slot = slots.get(number);
    return slot != MISSING && names.getInt(slot) > 0;
  }

  private int slot(long number, int type) {
    int slot = slots.get(number);
    if (slot == MISSING) {
      slot = numbers.size();
      slots.put(number, slot);
      numbers.add(number);
      types.add(type);
      links.add(ABSENT);
      names.add(0);
    }
    return slot;
  }

  /** An inode item. */
  void addInode(Inode inode) {
    int type = inode.mode & FileMode.TYPE_MASK;
    int slot = slot(inode.number, type);
    links.set(slot, inode.linkCount);
    requireType(inode.number, type, types.getInt(slot), holders.get(inode.number));
    types.set(slot, type);
    if (inode.isDirectory()) {
      parents.put(inode.number, inode.parent);
    } else {
      holders.remove(inode.number);
    }
  }

  /** An inode item that cannot be decoded. */
  void addUnknown(long number) {
    links.set(slot(number, UNKNOWN_TYPE), UNKNOWN_LINKS);
  }

  /** An entry of a directory. */
  void addName(long number, int type, long directory) {
    int slot = slot(number, type);
    names.set(slot, names.getInt(slot) + 1);
    requireType(number, types.getInt(slot), type, directory);
    if (links.getInt(slot) == ABSENT || type == FileMode.DIRECTORY) {
      holders.put(number, directory);
    }
  }

  private void requireType(long number, int type, int typeOfEntry, long directory) {
    if (type != typeOfEntry && type != UNKNOWN_TYPE && typeOfEntry != UNKNOWN_TYPE) {
      findings.add(
          Kind.DIRECTORY,
          where,
          "directory inode %d has an entry of type %o for inode %d, which is of type %o"
              .formatted(directory, typeOfEntry, number, type));
    }
  }

  /** Compares what directories say with what inodes say; to be called once, at the end. */
  void verify() {
    for (int slot = 0; slot < numbers.size(); slot++) {
      verify(numbers.getLong(slot), links.getInt(slot), names.getInt(slot));
    }
    verifyReachable();
  }

  private void verify(long number, int linkCount, int nameCount) {
    if (linkCount == ABSENT) {
      findings.add(
          Kind.DIRECTORY,
          where,
          "directory %d names inode %d, which does not exist (names of it: %d)"
              .formatted(holders.get(number), number, nameCount));
    } else if (linkCount == UNKNOWN_LINKS) {
      return;
    } else if (parents.containsKey(number)) {
      verifyDirectory(number, linkCount, nameCount);
    } else if (linkCount != nameCount) {
      addLinkProblem(number, linkCount, nameCount);
    }
  }

  private void addLinkProblem(long number, int linkCount, int nameCount) {
    String message =
        "inode %d has %d names and a link count of %d".formatted(number, nameCount, linkCount);
    if (nameCount == 0) {
      findings.add(Kind.LINK, where, message); // Its name is lost, and nobody knows it.
      return;
    }
    findings.add(
        Kind.LINK,
        where,
        message,
        TreeFix.Phase.INODES,
        "set the link count of inode %d to %d".formatted(number, nameCount),
        TreeFixes.inode(number, inode -> inode.linkCount = nameCount));
  }

  private void verifyDirectory(long number, int linkCount, int nameCount) {
    boolean isNamed = number != FileSystem.ROOT_INODE && linkCount > 0;
    if (nameCount != (isNamed ? 1 : 0)) {
      findings.add(
          Kind.LINK, where, "directory inode %d has %d names".formatted(number, nameCount));
    }
    long parent = parents.get(number);
    long holder = number == FileSystem.ROOT_INODE ? number : holders.get(number);
    if (linkCount > 0 && nameCount == (isNamed ? 1 : 0) && parent != holder) {
      findings.add(
          Kind.LINK,
          where,
          "directory inode %d says that it is in directory %d, and is in %d"
              .formatted(number, parent, holder),
          TreeFix.Phase.INODES,
          "set the parent of directory inode %d to %d".formatted(number, holder),
          TreeFixes.inode(number, inode -> inode.parent = holder));
    }
  }

  /** Follows every directory to the root directory, each step once. */
  private void verifyReachable() {
    final int reached = 1;
    final int onPath = 2;
    final int unreachable = 3;
    byte[] states = new byte[numbers.size()];
    IntArrayList path = new IntArrayList();
    for (int start = 0; start < states.length; start++) {
      if (!isLiveDirectory(start)) {
        continue;
      }
      path.clear();
      int at = start;
      while (at != MISSING && states[at] == 0 && numbers.getLong(at) != FileSystem.ROOT_INODE) {
        states[at] = onPath;
        path.add(at);
        at = slots.get(holders.get(numbers.getLong(at)));
      }
      boolean ok =
          at != MISSING && (states[at] == reached || numbers.getLong(at) == FileSystem.ROOT_INODE);
      for (int i = 0; i < path.size(); i++) {
        int slot = path.getInt(i);
        states[slot] = (byte) (ok ? reached : unreachable);
        if (!ok) {
          findings.add(
              Kind.LINK,
              where,
              "directory inode %d cannot be reached from the root directory"
                  .formatted(numbers.getLong(slot)));
        }
      }
    }
  }

  private boolean isLiveDirectory(int slot) {
    return links.getInt(slot) > 0 && parents.containsKey(numbers.getLong(slot));
  }
}
