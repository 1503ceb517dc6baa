package io.mucca.fuse.jnr;

import io.mucca.fs.FileSystem;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pairs every {@link FileSystem#open} with a {@link FileSystem#close}, also where the kernel sends
 * no release: when the connection ends, what is still queued is lost. Thread-safe.
 */
final class OpenHandles {
  private final FileSystem fileSystem;
  private final Map<Long, Integer> countByInode = new ConcurrentHashMap<>();

  OpenHandles(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  void open(long inode) throws IOException {
    fileSystem.open(inode);
    countByInode.merge(inode, 1, Integer::sum);
  }

  /** Returns true if nobody has the inode open any more. */
  boolean close(long inode) throws IOException {
    // Counted first: a close that fails has no second try.
    Integer left =
        countByInode.computeIfPresent(inode, (key, count) -> count == 1 ? null : count - 1);
    fileSystem.close(inode);
    return left == null;
  }

  /**
   * Closes what is still open, after the last request; tries all of them and then throws the first
   * failure.
   */
  void closeAll() throws IOException {
    IOException first = null;
    for (long inode : countByInode.keySet()) {
      while (countByInode.containsKey(inode)) {
        try {
          close(inode);
        } catch (IOException e) {
          first = first == null ? e : first;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
