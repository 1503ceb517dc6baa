package io.mucca.fuse.jnr;

import io.mucca.fs.FileSystem;
import io.mucca.fs.FsStatistics;

/**
 * C's {@code struct statvfs} on 64-bit Linux: eleven longs, of which the ninth is an identifier.
 */
final class StatvfsLayout {
  private static final int BLOCK_SIZE = 0;
  private static final int FRAGMENT_SIZE = BLOCK_SIZE + Long.BYTES;
  private static final int BLOCKS = FRAGMENT_SIZE + Long.BYTES;
  private static final int FREE_BLOCKS = BLOCKS + Long.BYTES;
  private static final int AVAILABLE_BLOCKS = FREE_BLOCKS + Long.BYTES;
  private static final int INODES = AVAILABLE_BLOCKS + Long.BYTES;
  private static final int FREE_INODES = INODES + Long.BYTES;
  private static final int AVAILABLE_INODES = FREE_INODES + Long.BYTES;
  private static final int NAME_MAX = AVAILABLE_INODES + 3 * Long.BYTES;

  private StatvfsLayout() {}

  /**
   * Writes statistics into a zeroed structure. Inodes are made on demand, so the free ones are an
   * estimate: one for each free block.
   */
  static void put(long address, FsStatistics statistics) {
    NativeMemory.putLong(address + BLOCK_SIZE, statistics.blockSizeBytes());
    NativeMemory.putLong(address + FRAGMENT_SIZE, statistics.blockSizeBytes());
    NativeMemory.putLong(address + BLOCKS, statistics.totalBlocks());
    NativeMemory.putLong(address + FREE_BLOCKS, statistics.freeBlocks());
    NativeMemory.putLong(address + AVAILABLE_BLOCKS, statistics.freeBlocks());
    NativeMemory.putLong(address + INODES, statistics.inodes() + statistics.freeBlocks());
    NativeMemory.putLong(address + FREE_INODES, statistics.freeBlocks());
    NativeMemory.putLong(address + AVAILABLE_INODES, statistics.freeBlocks());
    NativeMemory.putLong(address + NAME_MAX, FileSystem.MAX_NAME_LENGTH);
  }
}
