package io.mucca.fs.model;

import io.mucca.fs.FileSystem;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What both sides have called the inodes and directory entries of one root since it was made. A
 * number that is once given to an inode, and a cookie once given to an entry of a directory, mean
 * that one forever.
 */
final class RootHistory {
  private final Map<Long, Node> byModel = new HashMap<>();
  private final Map<Long, Node> byReal = new HashMap<>();
  private final Map<Long, NavigableMap<Long, Long>> cookiesByDirectory = new HashMap<>();

  /**
   * Begins with the root directory of the model.
   *
   * @param realTop the directory that stands for it on the real side
   */
  RootHistory(long realTop) {
    pair(FileSystem.ROOT_INODE, realTop);
  }

  /** Notes that two inode numbers mean the same inode. */
  Node pair(long model, long real) {
    Node node = byModel.computeIfAbsent(model, number -> new Node(number, real));
    Node sameReal = byReal.putIfAbsent(real, node);
    if (node.real() != real || (sameReal != null && !sameReal.equals(node))) {
      throw new AssertionError(
          "real inode "
              + real
              + " is model inode "
              + model
              + ", but before "
              + sameReal
              + ", "
              + node);
    }
    return node;
  }

  @Nullable Node find(long model) {
    return byModel.get(model);
  }

  /**
   * Notes that two cookies of a directory mean the same entry; their order must be the same on both
   * sides.
   */
  void pairCookies(Node directory, long model, long real) {
    NavigableMap<Long, Long> cookies = cookies(directory);
    Long known = cookies.putIfAbsent(model, real);
    Map.Entry<Long, Long> before = cookies.lowerEntry(model);
    Map.Entry<Long, Long> after = cookies.higherEntry(model);
    boolean isMoved = known != null && known != real;
    boolean isBehind = before == null || before.getValue() < real;
    boolean isAhead = after == null || real < after.getValue();
    if (isMoved || !isBehind || !isAhead || real <= 0) {
      throw new AssertionError(
          ("cookie %d of %s stands for the model's %d: "
                  + "that one was %s, the one before is %s, the one after is %s")
              .formatted(real, directory, model, known, before, after));
    }
  }

  /** All pairs of cookies that a directory has shown, also those of entries that are gone. */
  NavigableMap<Long, Long> cookies(Node directory) {
    return cookiesByDirectory.computeIfAbsent(directory.model(), key -> new TreeMap<>());
  }
}
