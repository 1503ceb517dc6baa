package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.fs.CheckReport.Kind;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The check of one directory's items, which come in the order of the tree: first the hashes of
 * names with their cookies, then the entries. Takes some 25 bytes for each entry.
 */
final class DirectoryCheck {
  private final Findings findings;
  private final String where;
  private final NameHash nameHash;
  private final InodeTable inodes;
  private long number;

  /** The hash under which each cookie stands, of entries that have not come yet. */
  private final Long2LongOpenHashMap hashes = new Long2LongOpenHashMap();

  /** Hashes that several cookies share; only there can one name stand twice. */
  private final LongOpenHashSet sharedHashes = new LongOpenHashSet();

  private final Set<String> sharedNames = new HashSet<>();
  private long entryCount;
  private long directoryCount;
  private long lastCookie;

  DirectoryCheck(Findings findings, String where, NameHash nameHash, InodeTable inodes) {
    this.findings = findings;
    this.where = where;
    this.nameHash = nameHash;
    this.inodes = inodes;
  }

  void begin(long inode) {
    number = inode;
    hashes.clear();
    sharedHashes.clear();
    sharedNames.clear();
    entryCount = 0;
    directoryCount = 0;
    lastCookie = 0;
  }

  long entryCount() {
    return entryCount;
  }

  private void add(String message) {
    findings.add(Kind.DIRECTORY, where, "directory inode " + number + " " + message);
  }

  private void add(String message, String action, TreeFix fix) {
    findings.add(
        Kind.DIRECTORY,
        where,
        "directory inode " + number + " " + message,
        TreeFix.Phase.INODES,
        action,
        fix);
  }

  /** An item with the cookies of the entries whose names have a hash. */
  void addHash(long hash, ByteReader reader) throws CorruptBlockException {
    int count = 0;
    for (; reader.remaining() > 0; count++) {
      long cookie = reader.getVarint();
      if (hashes.containsKey(cookie)) {
        add("has cookie %d under two hashes".formatted(cookie));
      }
      hashes.put(cookie, hash);
    }
    if (count == 0) {
      add("has a hash %016x with no entry".formatted(hash));
    } else if (count > 1) {
      sharedHashes.add(hash);
    }
  }

  /**
   * An entry.
   *
   * @param isComplete all items before have been seen
   */
  void addEntry(long cookie, ByteReader reader, boolean isComplete) throws CorruptBlockException {
    long inode = reader.getVarint();
    int type = reader.getByte() << 12;
    byte[] name = reader.getBytes(reader.remaining());
    entryCount++;
    directoryCount += type == FileMode.DIRECTORY ? 1 : 0;
    lastCookie = cookie;
    if (!Directory.isCookie(cookie)) {
      add("has an entry with cookie %d, which cannot be one".formatted(cookie));
    }
    if (!Names.isValid(name)) {
      add("has the name '%s', which cannot be one".formatted(Names.show(name)));
    }
    if (!ItemKey.isInode(inode)) {
      throw new CorruptBlockException("an entry is for inode " + inode + ", which cannot be one");
    }
    inodes.addName(inode, type, number);
    if (isComplete) {
      verifyHash(cookie, name);
    }
  }

  private void verifyHash(long cookie, byte[] name) {
    long hash = nameHash.of(name);
    if (!hashes.containsKey(cookie)) {
      add(
          "does not have '%s' (cookie %d) under its hash".formatted(Names.show(name), cookie),
          "let directory inode %d find '%s' by its hash".formatted(number, Names.show(name)),
          TreeFixes.addHash(number, hash, cookie));
      return;
    }
    long stored = hashes.remove(cookie);
    if (stored != hash) {
      TreeFix add = TreeFixes.addHash(number, hash, cookie);
      TreeFix remove = TreeFixes.removeHash(number, stored, cookie);
      add(
          "has '%s' (cookie %d) under a wrong hash".formatted(Names.show(name), cookie),
          "let directory inode %d find '%s' by its hash".formatted(number, Names.show(name)),
          (core, root) -> {
            remove.apply(core, root);
            add.apply(core, root);
          });
    }
    if (sharedHashes.contains(stored)
        && !sharedNames.add(new String(name, StandardCharsets.ISO_8859_1))) {
      add("has the name '%s' twice".formatted(Names.show(name)));
    }
  }

  /** Compares the entries with the directory's inode; to be called if no item was missed. */
  void verify(Inode inode) {
    hashes.forEach(
        (long cookie, long hash) ->
            add(
                "has a hash for cookie %d, but no entry".formatted(cookie),
                "remove the hash of an entry that directory inode %d lacks".formatted(number),
                TreeFixes.removeHash(number, hash, cookie)));
    if (inode.size != entryCount) {
      long right = entryCount;
      add(
          "has %d entries, its inode says %d".formatted(entryCount, inode.size),
          "set the size of directory inode %d to %d entries".formatted(number, right),
          TreeFixes.inode(number, fixed -> fixed.size = right));
    }
    if (entryCount > 0 && lastCookie >= inode.nextCookie) {
      long right = lastCookie + 1;
      add(
          "has an entry with cookie %d, and %d is the next".formatted(lastCookie, inode.nextCookie),
          "set the next cookie of directory inode %d to %d".formatted(number, right),
          TreeFixes.inode(number, fixed -> fixed.nextCookie = right));
    }
    long expectedLinks = inode.linkCount == 0 ? 0 : 2 + directoryCount;
    if (inode.linkCount != expectedLinks) {
      int right = (int) expectedLinks;
      findings.add(
          Kind.LINK,
          where,
          "directory inode %d has %d subdirectories and a link count of %d"
              .formatted(number, directoryCount, inode.linkCount),
          TreeFix.Phase.INODES,
          "set the link count of directory inode %d to %d".formatted(number, right),
          TreeFixes.inode(number, fixed -> fixed.linkCount = right));
    }
  }
}
