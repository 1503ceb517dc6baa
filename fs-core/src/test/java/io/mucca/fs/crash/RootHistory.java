package io.mucca.fs.crash;

import java.util.HashMap;
import java.util.Map;

/** The histories of all regular files of a root, and when each of its inodes last changed. */
final class RootHistory {
  private final int pageBytes;
  private final Map<Long, FileHistory> files = new HashMap<>();

  /** The last steps that changed names or attributes. */
  private final Map<Long, Integer> lastChanges = new HashMap<>();

  RootHistory(int pageBytes) {
    this.pageBytes = pageBytes;
  }

  /** The history of a root that is made from this one. */
  RootHistory copy() {
    RootHistory copy = new RootHistory(pageBytes);
    files.forEach((inode, file) -> copy.files.put(inode, file.copy()));
    copy.lastChanges.putAll(lastChanges);
    return copy;
  }

  FileHistory file(long inode) {
    return files.computeIfAbsent(inode, key -> new FileHistory(pageBytes));
  }

  boolean hasFile(long inode) {
    return files.containsKey(inode);
  }

  void change(long inode, int step) {
    lastChanges.put(inode, step);
  }

  int lastChange(long inode) {
    return lastChanges.getOrDefault(inode, 0);
  }

  /** Promises all files as they are after a step. */
  void promiseAll(int step, int events) {
    files.values().forEach(file -> file.promise(step, events));
  }
}
