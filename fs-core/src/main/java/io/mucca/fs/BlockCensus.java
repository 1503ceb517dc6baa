package io.mucca.fs;

import io.mucca.block.BlockBytes;
import io.mucca.block.BlockPointer;
import io.mucca.block.BlockSet;
import io.mucca.block.Geometry;
import io.mucca.block.LogAnchor;
import io.mucca.block.ReferenceTally;
import io.mucca.block.SpaceMap;
import io.mucca.device.BlockDevice;
import io.mucca.fs.CheckReport.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Counts what lies in the blocks of an image: pointers to each block, and whether it holds a node
 * or content. Everything is brought here once, however many trees share it.
 */
final class BlockCensus implements AutoCloseable {
  private static final String WHERE = "image";

  private final Geometry geometry;
  private final Findings findings;
  private final ReferenceTally tally;
  private final BlockSet nodeBlocks;

  /**
   * What content was verified with, a byte of it (see {@link #mark}): blocks that many extents
   * share are read once, and a checksum that contradicts another is noticed nearly always.
   */
  private final BlockBytes contentBlocks;

  private final @Nullable DataVerifier verifier;
  private final CheckProgress progress;

  /** What progress goes up to; 0 if that is not known. */
  private final long totalBlocks;

  private long nodeCount;
  private long nodeBytes;
  private long wrongBlocks;

  /** Something was damaged, so that pointers in it or under it were not met. */
  private boolean missedPointers;

  /**
   * @param totalBlocks blocks that will be met; 0 if that is not known
   */
  BlockCensus(
      BlockDevice device,
      Geometry geometry,
      CheckOptions options,
      Findings findings,
      CheckProgress progress,
      long totalBlocks) {
    this.geometry = geometry;
    this.findings = findings;
    this.progress = progress;
    this.totalBlocks = totalBlocks;
    tally = new ReferenceTally(geometry);
    nodeBlocks = new BlockSet(geometry);
    contentBlocks = new BlockBytes(geometry);
    verifier = options.verifyData() ? new DataVerifier(device, geometry) : null;
  }

  /** A pointer to a node; one that leads out of bounds is noticed by who follows it. */
  void addReference(BlockPointer pointer) {
    int count = geometry.blocksFor(pointer.lengthBytes());
    if (!pointer.isNone() && geometry.isDataRange(pointer.address(), count)) {
      tally.add(pointer.address(), count);
    }
  }

  /** The intent log, which the superblock points to. */
  void addLog(LogAnchor log) {
    if (log.address() != 0) {
      tally.add(log.address(), log.blockCount());
    }
  }

  /** Something that may hold pointers cannot be read. */
  void missPointers() {
    missedPointers = true;
  }

  /** A sound node. */
  void addNode(BlockPointer pointer) {
    int count = geometry.blocksFor(pointer.lengthBytes());
    for (long block = pointer.address(); block < pointer.address() + count; block++) {
      if (nodeBlocks.contains(block) || contentBlocks.get(block) != 0) {
        overlap("the tree node at block " + pointer.address());
        break;
      }
    }
    nodeBlocks.add(pointer.address(), count);
    nodeCount++;
    nodeBytes += pointer.lengthBytes();
    progress.update(nodeBlocks.size() + contentBlocks.size(), totalBlocks);
  }

  /**
   * An extent of a file.
   *
   * @param where names the root, for messages
   */
  void addExtent(Extent extent, long inode, String where) {
    int stored = extent.storedBlocks();
    if (!geometry.isDataRange(extent.address(), stored)) {
      return; // the check of the inode tells of it
    }
    tally.add(extent.address(), stored);
    if (nodeBlocks.containsAny(extent.address(), stored)) {
      overlap("an extent of inode " + inode + " in " + where);
    }
    for (int from = 0, to; from < stored; from = to) {
      boolean isKnown = isKnown(extent, from);
      to = extent.cluster() == null ? from + 1 : stored;
      while (to < stored && isKnown(extent, to) == isKnown) {
        to++;
      }
      if (!isKnown) {
        addContent(extent, from, to, inode, where);
      }
    }
  }

  private boolean isKnown(Extent extent, int index) {
    return contentBlocks.get(extent.address() + index) == mark(extent, index);
  }

  /** All blocks of a cluster are verified together, with all that an extent says of it. */
  private static byte mark(Extent extent, int index) {
    Cluster cluster = extent.cluster();
    return mark(cluster == null ? extent.checksums()[index] : cluster.hashAt(extent.address()));
  }

  /** A byte of a checksum that is not 0. */
  private static byte mark(int checksum) {
    return (byte) (1 + Integer.remainderUnsigned(checksum, 255));
  }

  private void addContent(Extent extent, int from, int to, long inode, String where) {
    if (verifier != null) {
      verifier.verify(
          extent,
          from,
          to,
          (block, reason) ->
              findings.add(
                  Kind.DATA,
                  where,
                  "block %d, which holds block %d of inode %d, %s"
                      .formatted(block, extent.first() + block - extent.address(), inode, reason)));
    }
    for (int i = from; i < to; i++) {
      contentBlocks.set(extent.address() + i, mark(extent, i));
    }
    progress.update(nodeBlocks.size() + contentBlocks.size(), totalBlocks);
  }

  private void overlap(String what) {
    findings.add(Kind.OVERLAP, WHERE, what + " lies in blocks that hold something else, too");
  }

  /** Holds the pointers that were counted against the counts of the checkpoint. */
  void compare(SpaceMap space) {
    long[] unclear = {0};
    tally.compare(
        space,
        (start, count, references, pointers) -> {
          if (!missedPointers || pointers > references) {
            findings.count(
                Kind.REFERENCE_COUNT, WHERE, difference(start, count, references, pointers));
            wrongBlocks += count;
          } else {
            unclear[0] += count;
          }
        });
    if (unclear[0] > 0) {
      findings.add(
          Kind.NOT_VERIFIABLE,
          WHERE,
          "the reference counts of "
              + unclear[0]
              + " blocks, because what points to them may be in what is damaged");
    }
  }

  private static String difference(long start, int count, int references, int pointers) {
    String blocks = count == 1 ? "block " + start : "blocks " + start + ".." + (start + count - 1);
    return "%s: space map says %d, pointers say %d".formatted(blocks, references, pointers);
  }

  /** The pointers to each block, as far as they were met. */
  ReferenceTally tally() {
    return tally;
  }

  /** Whether there may be more pointers than those that were met. */
  boolean missesPointers() {
    return missedPointers;
  }

  /** Blocks whose counts are wrong for certain. */
  long wrongBlocks() {
    return wrongBlocks;
  }

  long nodeCount() {
    return nodeCount;
  }

  long dataBlockCount() {
    return contentBlocks.size();
  }

  long verifiedBytes() {
    return nodeBytes + (verifier == null ? 0 : contentBlocks.size() * geometry.blockSize());
  }

  @Override
  public void close() {
    if (verifier != null) {
      verifier.close();
    }
  }
}
