package io.mucca.fs;

import java.util.Arrays;

/**
 * Where a run of a file's blocks lies: an address (0 in a hole, -1 for what has been read already)
 * and a checksum for each. Reusable, not thread-safe.
 */
final class BlockMap {
  /** Instead of an address: this block's content is where it belongs already. */
  static final long DONE = -1;

  /** Instead of an address: the block is in a cluster, and this is instead of its checksum. */
  static final long CLUSTER = -2;

  long firstBlock;
  int count;
  long[] addresses = new long[0];
  int[] checksums = new int[0];

  private ClusterPlace[] clusters = new ClusterPlace[0];
  private int clusterCount;

  /** Makes this a map of holes. */
  void reset(long first, int blockCount) {
    firstBlock = first;
    count = blockCount;
    clusterCount = 0;
    if (addresses.length < blockCount) {
      addresses = new long[blockCount];
      checksums = new int[blockCount];
    }
    Arrays.fill(addresses, 0, blockCount, 0);
  }

  /** Lets some blocks be in a cluster that the caller describes. */
  ClusterPlace addCluster(int from, int blockCount) {
    if (clusterCount == clusters.length) {
      clusters = Arrays.copyOf(clusters, clusterCount + 1);
      clusters[clusterCount] = new ClusterPlace();
    }
    Arrays.fill(addresses, from, from + blockCount, CLUSTER);
    Arrays.fill(checksums, from, from + blockCount, clusterCount);
    return clusters[clusterCount++];
  }

  /** The cluster that a block is in. */
  ClusterPlace cluster(int index) {
    return clusters[checksums[index]];
  }

  /**
   * How many blocks from an index on follow each other on the device, are in one cluster, or are
   * holes all.
   */
  int runLength(int from) {
    int to = from + 1;
    while (to < count
        && (addresses[from] <= 0
            ? addresses[to] == addresses[from]
                && (addresses[from] != CLUSTER || checksums[to] == checksums[from])
            : addresses[to] == addresses[from] + (to - from))) {
      to++;
    }
    return to - from;
  }
}
