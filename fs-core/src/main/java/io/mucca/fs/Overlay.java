package io.mucca.fs;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The dirty files of a root. A snapshot freezes it in constant time: the volume goes on with a new
 * one, and what the old one holds is written once and then belongs to both.
 */
final class Overlay {
  private final ConcurrentHashMap<Long, DirtyFile> files = new ConcurrentHashMap<>();

  /** The roots that the pages belong to. Grows under the tree lock held alone. */
  private final List<Root> sharers = new CopyOnWriteArrayList<>();

  Overlay(Root owner) {
    sharers.add(owner);
  }

  @Nullable DirtyFile get(long inode) {
    return files.get(inode);
  }

  DirtyFile getOrAdd(long inode, long size, @Nullable Compression compression) {
    return files.computeIfAbsent(inode, i -> new DirtyFile(i, size, compression));
  }

  void remove(DirtyFile file) {
    files.remove(file.inode, file);
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  Collection<DirtyFile> files() {
    return files.values();
  }

  List<Root> sharers() {
    return sharers;
  }
}
