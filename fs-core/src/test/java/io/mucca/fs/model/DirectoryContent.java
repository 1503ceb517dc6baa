package io.mucca.fs.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a directory by name, each with a cookie from a counter that never returns to a
 * value. A name that is removed and made again, or replaced, gets a new cookie.
 */
final class DirectoryContent implements Content {
  /** The cookies 1 and 2 are left to {@code .} and {@code ..}. */
  private static final long FIRST_COOKIE = 3;

  private final Map<ByteString, Entry> byName = new TreeMap<>();
  private final TreeMap<Long, ByteString> byCookie = new TreeMap<>();
  private long nextCookie = FIRST_COOKIE;

  /** The inode of {@code ..}. */
  long parent;

  DirectoryContent(long parent) {
    this.parent = parent;
  }

  @Nullable Entry find(ByteString name) {
    return byName.get(name);
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  void add(ByteString name, long inode) {
    Entry entry = new Entry(name, inode, nextCookie++);
    if (byName.putIfAbsent(name, entry) != null) {
      throw new IllegalStateException("there is already an entry " + name);
    }
    byCookie.put(entry.cookie(), name);
  }

  void remove(ByteString name) {
    Entry entry = byName.remove(name);
    if (entry == null) {
      throw new IllegalStateException("there is no entry " + name);
    }
    byCookie.remove(entry.cookie());
  }

  /**
   * Lets a name point elsewhere. It keeps its cookie: a walk in progress must list it exactly once.
   */
  void redirect(ByteString name, long inode) {
    byName.computeIfPresent(name, (key, entry) -> new Entry(name, inode, entry.cookie()));
  }

  /** The entries behind a cookie, in cookie order; all of them behind 0. */
  List<Entry> entriesAfter(long cookie) {
    List<Entry> entries = new ArrayList<>();
    for (ByteString name : byCookie.tailMap(cookie, false).values()) {
      Entry entry = byName.get(name);
      if (entry != null) {
        entries.add(entry);
      }
    }
    return entries;
  }

  @Override
  public long sizeBytes() {
    return byName.size();
  }

  @Override
  public long allocatedBytes() {
    return 0;
  }

  @Override
  public DirectoryContent copy() {
    DirectoryContent copy = new DirectoryContent(parent);
    copy.byName.putAll(byName);
    copy.byCookie.putAll(byCookie);
    copy.nextCookie = nextCookie;
    return copy;
  }

  /** One name in a directory. */
  record Entry(ByteString name, long inode, long cookie) {}
}
