package io.mucca.fs;

import io.mucca.block.Geometry;
import io.mucca.fs.CheckReport.Kind;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * The check of what the tree of a root says: takes all items in the order of their keys. Memory
 * grows with the inodes, see {@link InodeTable}, and with the entries of the largest directory.
 */
final class RootCheck {
  private final Findings findings;
  private final String where;
  private final InodeTable inodes;
  private final InodeCheck inode;

  /** Inodes that are listed as to be freed or cut, and have not come yet. */
  private final LongOpenHashSet orphans = new LongOpenHashSet();

  /** Inodes that do not exist and have items, and whether these can be removed. */
  private final Map<Long, Boolean> leftovers = new TreeMap<>();

  private boolean isInInode;

  /** The items right before the next one could not be read. */
  private boolean missedItems;

  private boolean isComplete = true;
  private long blockCount;
  private long lastInode;

  RootCheck(
      Findings findings, String where, Geometry geometry, long generation, NameHash nameHash) {
    this.findings = findings;
    this.where = where;
    inodes = new InodeTable(findings, where);
    inode = new InodeCheck(findings, where, geometry, generation, nameHash, inodes);
  }

  /** What the items of roots must say of their tree. */
  record Totals(boolean isComplete, long inodeCount, long blockCount, long lastInode) {}

  void addItem(long high, long low, byte[] page, int offset, int length) {
    long number = ItemKey.inode(high);
    if (number == 0) {
      addOrphan(ItemKey.type(high), low, length);
    } else {
      if (!isInInode || inode.number() != number) {
        endInode();
        inode.begin(number, missedItems);
        isInInode = true;
        lastInode = number;
      }
      inode.addItem(ItemKey.type(high), low, page, offset, length);
    }
    missedItems = false;
  }

  /** Items that come now could not be read. */
  void missItems() {
    missedItems = true;
    isComplete = false;
    inode.missItems();
  }

  private void addOrphan(int type, long number, int length) {
    if (type != ItemKey.ORPHAN || length != 0 || !ItemKey.isInode(number)) {
      findings.add(
          Kind.ITEM, where, "an item of type %d belongs to no inode: %d".formatted(type, number));
    } else {
      orphans.add(number);
    }
  }

  private void endInode() {
    if (isInInode) {
      inode.verify(orphans.remove(inode.number()), isComplete);
      blockCount += inode.blockCount();
      if (inode.isLeftover()) {
        leftovers.put(inode.number(), inode.isRemovable());
      }
    }
  }

  /** What an entry names may be all that is left of a file, and is no rubbish. */
  private void addLeftover(long number, boolean isRemovable) {
    String message = "inode " + number + " does not exist, but has items";
    if (isComplete && isRemovable && !inodes.isNamed(number)) {
      findings.add(
          Kind.ITEM,
          where,
          message,
          TreeFix.Phase.LEFTOVERS,
          "remove the items of inode " + number + ", which does not exist and has no name",
          TreeFixes.removeItems(number));
    } else {
      findings.add(Kind.ITEM, where, message);
    }
  }

  /** Whether a volume with this tree can be mounted. */
  boolean hasRootDirectory() {
    return inodes.hasRootDirectory();
  }

  /** Compares everything once all items have come. */
  Totals finish() {
    endInode();
    leftovers.forEach(this::addLeftover);
    if (isComplete) {
      for (long number : orphans) {
        findings.add(
            Kind.ORPHAN,
            where,
            "inode " + number + " is listed as an orphan and does not exist",
            TreeFix.Phase.ORPHANS,
            "take inode " + number + " from the list of orphans",
            TreeFixes.removeOrphan(number));
      }
      inodes.verify();
      if (!inodes.hasRootDirectory()) {
        findings.add(Kind.ROOT, where, "there is no root directory");
      }
    } else {
      findings.add(
          Kind.NOT_VERIFIABLE,
          where,
          "link counts, names and totals, because a part of the tree cannot be read");
    }
    return new Totals(isComplete, inodes.inodeCount(), blockCount, lastInode);
  }
}
