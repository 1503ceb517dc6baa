package io.mucca.fs;

/** Where a cluster is stored, and what it becomes. Reusable, not thread-safe. */
final class ClusterPlace {
  /** The block of the file that is the cluster's first. */
  long firstBlock;

  /** Blocks of the file. */
  int count;

  int codec;
  long address;
  int storedBytes;

  /** What follows the stored bytes. */
  final byte[] tail = new byte[Cluster.MAX_TAIL];

  int tailBytes;
  int checksum;
  long birth;

  /** Where the cluster of an extent is. */
  void set(Extent extent, Cluster cluster, int blockSize) {
    firstBlock = extent.first() - cluster.skip();
    count = cluster.count();
    codec = cluster.codec();
    address = extent.address();
    storedBytes = cluster.storedBytes(blockSize);
    tailBytes = cluster.tail().length;
    System.arraycopy(cluster.tail(), 0, tail, 0, tailBytes);
    checksum = cluster.checksum();
    birth = extent.birth();
  }

  void set(ClusterPlace other) {
    firstBlock = other.firstBlock;
    count = other.count;
    codec = other.codec;
    address = other.address;
    storedBytes = other.storedBytes;
    System.arraycopy(other.tail, 0, tail, 0, other.tailBytes);
    tailBytes = other.tailBytes;
    checksum = other.checksum;
    birth = other.birth;
  }

  /** Whether both are the same bytes; blocks that are used again are of another generation. */
  boolean isSame(ClusterPlace other) {
    return address == other.address
        && birth == other.birth
        && checksum == other.checksum
        && storedBytes == other.storedBytes
        && tailBytes == other.tailBytes
        && codec == other.codec
        && count == other.count;
  }
}
