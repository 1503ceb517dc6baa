package io.mucca.fuse.jnr;

/**
 * libfuse's {@code struct fuse_file_info}; jnr-fuse's own description has the bit fields at wrong
 * offsets.
 *
 * <pre>
 *   0       8                16           20     24               32
 *   | flags | (old handle)   | write page | bits | handle         | lock owner
 * </pre>
 */
final class FileInfoLayout {
  private static final int FLAGS = 0;
  private static final int WRITE_PAGE = 16;
  private static final int BITS = WRITE_PAGE + Integer.BYTES;
  private static final int HANDLE = BITS + Integer.BYTES;

  private static final int O_APPEND = 02000;
  private static final int DIRECT_IO = 1;

  /** No inode number is negative. */
  private static final long MARK = Long.MIN_VALUE;

  private FileInfoLayout() {}

  /** The handle of an open file is its inode number, and in the top bit whether it is a mark. */
  static long inode(long info) {
    return NativeMemory.getLong(info + HANDLE) & ~MARK;
  }

  static void putInode(long info, long inode) {
    NativeMemory.putLong(info + HANDLE, inode);
  }

  /** Makes of an open directory a mark for the {@link io.mucca.fuse.WriteBarrier}. */
  static void setMark(long info) {
    NativeMemory.putLong(info + HANDLE, NativeMemory.getLong(info + HANDLE) | MARK);
  }

  /** libfuse does not say again with which flags a directory was opened, so its handle does. */
  static boolean isMark(long info) {
    return (NativeMemory.getLong(info + HANDLE) & MARK) != 0;
  }

  /** What the file was opened with, or is written through. */
  static int flags(long info) {
    return NativeMemory.getInt(info + FLAGS);
  }

  /** Makes reads and writes pass the kernel's page cache by. */
  static void setDirectIo(long info) {
    NativeMemory.putInt(info + BITS, NativeMemory.getInt(info + BITS) | DIRECT_IO);
  }

  /**
   * Whether a program wrote through a descriptor opened for appending; a dirty page written back
   * has its own place.
   */
  static boolean isAppend(long info) {
    return (flags(info) & O_APPEND) != 0 && NativeMemory.getInt(info + WRITE_PAGE) == 0;
  }
}
