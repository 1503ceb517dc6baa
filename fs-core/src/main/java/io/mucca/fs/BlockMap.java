package io.mucca.fs;

import java.util.Arrays;

/**
 * Where a run of a file's blocks lies: an address (0 in a hole, -1 for what has been read already)
 * and a checksum for each. Reusable, not thread-safe.
 */
final class BlockMap {
  /** Instead of an address: this block's content is where it belongs already. */
  static final long DONE = -1;

  long firstBlock;
  int count;
  long[] addresses = new long[0];
  int[] checksums = new int[0];

  /** Makes this a map of holes. */
  void reset(long first, int blockCount) {
    firstBlock = first;
    count = blockCount;
    if (addresses.length < blockCount) {
      addresses = new long[blockCount];
      checksums = new int[blockCount];
    }
    Arrays.fill(addresses, 0, blockCount, 0);
  }

  /** How many blocks from an index on follow each other on the device, or are holes all. */
  int runLength(int from) {
    int to = from + 1;
    while (to < count
        && (addresses[from] <= 0
            ? addresses[to] == addresses[from]
            : addresses[to] == addresses[from] + (to - from))) {
      to++;
    }
    return to - from;
  }
}
