package io.mucca.fuse.jnr;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Files that lost a name while open, under the names that libfuse invents for them.
 *
 * <p>libfuse reaches a node by path only. When an open file is unlinked or replaced it therefore
 * renames it to {@code .fuse_hidden…}, and with its option {@code hard_remove} it does not, but
 * then fstat, fchmod and the like on such a file fail with ENOENT. We let libfuse believe in its
 * rename, take the name away for good instead, and remember here which inode the invented path
 * means. So the directory is clean, the inode is a real orphan, and every call still finds it.
 * Thread-safe.
 */
final class HiddenNodes {
  private static final byte[] PREFIX = ".fuse_hidden".getBytes(StandardCharsets.US_ASCII);
  private static final int NODE_DIGITS = 8;
  private static final int NAME_LENGTH = PREFIX.length + 2 * NODE_DIGITS;

  /** The names hold a counter, so they are unique within a mount and need no directory. */
  private final Map<String, Long> inodes = new ConcurrentHashMap<>();

  private final Set<Integer> nodeIds = ConcurrentHashMap.newKeySet();

  /** Whether a name could be one that libfuse invented. */
  static boolean isInventedName(byte[] name) {
    if (name.length != NAME_LENGTH) {
      return false;
    }
    for (int i = 0; i < PREFIX.length; i++) {
      if (name[i] != PREFIX[i]) {
        return false;
      }
    }
    return true;
  }

  void add(byte[] name, long inode) {
    inodes.put(key(name), inode);
    nodeIds.add(nodeIdIn(name));
  }

  void remove(byte[] name) {
    inodes.remove(key(name));
    nodeIds.remove(nodeIdIn(name));
  }

  /**
   * Forgets an inode that nobody has open any more, should libfuse not have found the way to say
   * so.
   */
  void removeInode(long inode) {
    inodes
        .entrySet()
        .removeIf(
            entry -> {
              boolean matches = entry.getValue() == inode;
              if (matches) {
                nodeIds.remove(nodeIdIn(entry.getKey().getBytes(StandardCharsets.ISO_8859_1)));
              }
              return matches;
            });
  }

  @Nullable Long find(byte[] name) {
    return isInventedName(name) ? inodes.get(key(name)) : null;
  }

  /** Whether libfuse holds this node for hidden, and so takes one off its link count. */
  boolean isHidden(int nodeId) {
    return nodeIds.contains(nodeId);
  }

  private static int nodeIdIn(byte[] name) {
    String digits = new String(name, PREFIX.length, NODE_DIGITS, StandardCharsets.US_ASCII);
    return Integer.parseUnsignedInt(digits, 16);
  }

  private static String key(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
