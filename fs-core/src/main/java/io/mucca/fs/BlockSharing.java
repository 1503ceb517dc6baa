package io.mucca.fs;

import io.mucca.btree.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets one range of a root's files have the blocks that another has, in bounded steps: each block
 * gets one more reference, and nothing is read or written. Needs the tree lock alone.
 */
final class BlockSharing {
  private BlockSharing() {}

  /**
   * Shares the first part of a range, as the tree has it: what is dirty is not seen. The pages of
   * the target are those of the source then, holes too.
   *
   * @param target its item, with other counts of blocks then, is the caller's to put
   * @param budget how many extents at most
   * @return pages that are shared; 0 if the first cannot be: it is inline, or in a cluster that
   *     would begin before the file does
   */
  static long shareSome(ImageCore core, Root root, LogEntry.Share range, Inode target, int budget)
      throws IOException {
    Tree tree = root.tree;
    if (range.firstPage() == 0 && Inodes.get(tree, range.source()).inline) {
      return 0;
    }
    long shift = range.targetPage() - range.firstPage();
    List<Extent> found =
        Extents.slices(tree, range.source(), range.firstPage(), range.count(), budget);
    long end = range.firstPage() + range.count();
    if (found.size() == budget) {
      end = found.getLast().end();
    }
    List<Extent> moved = new ArrayList<>(found.size());
    for (Extent extent : found) {
      if (!extent.canBeginAt(extent.first() + shift)) {
        end = extent.first();
        break;
      }
      moved.add(extent.at(extent.first() + shift));
    }
    long count = end - range.firstPage();
    if (count > 0) {
      install(core, root, target, range.targetPage(), count, moved);
    }
    return count;
  }

  private static void install(
      ImageCore core, Root root, Inode target, long first, long count, List<Extent> extents)
      throws IOException {
    Tree tree = root.tree;
    Inodes.prepare(tree, target.number);
    List<Extent> overlapped = Extents.prepare(tree, target.number, first, count);
    for (Extent extent : extents) {
      Extents.prepareAt(tree, target.number, extent.first());
    }
    for (Extent extent : extents) {
      core.space.increment(extent.address(), extent.storedBlocks());
    }
    long grown = Extents.replace(tree, core.space, target.number, first, count, overlapped, null);
    for (Extent extent : extents) {
      grown += Extents.add(tree, target.number, extent);
    }
    target.blockCount += grown;
    root.referencedBytes += grown * core.geometry.blockSize();
  }
}
