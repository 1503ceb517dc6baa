package io.mucca.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * What the kernel tells of a file, by {@code statx(2)}, whose structure is the same on every
 * architecture.
 *
 * @param sizeBytes the size of a regular file; 0 for a block device
 * @param device the number of the filesystem that holds the file: major in the upper half, minor in
 *     the lower
 * @param inode the file's number in that filesystem
 * @param specialDevice the number of the device that a special file stands for, as in {@code
 *     device}
 * @param directAlignmentBytes what offsets and addresses of direct I/O must be multiples of; 0
 *     where direct I/O is refused, {@link #UNKNOWN_ALIGNMENT} where the kernel or the filesystem
 *     does not say
 */
public record FileStatus(
    Type type,
    long sizeBytes,
    long device,
    long inode,
    long specialDevice,
    int directAlignmentBytes) {

  /**
   * The kinds of file that a device can be opened on, and those that are told apart in messages.
   */
  public enum Type {
    REGULAR_FILE,
    DIRECTORY,
    BLOCK_DEVICE,
    OTHER
  }

  public static final int UNKNOWN_ALIGNMENT = -1;

  private static final int AT_FDCWD = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_STATX_FORCE_SYNC = 0x2000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_DIOALIGN = 0x2000;

  private static final int S_IFMT = 0xf000;
  private static final int S_IFBLK = 0x6000;
  private static final int S_IFDIR = 0x4000;
  private static final int S_IFREG = 0x8000;

  // struct statx of linux/stat.h.
  private static final long STATX_BYTES = 256;
  private static final long MASK_OFFSET = 0;
  private static final long MODE_OFFSET = 28;
  private static final long INODE_OFFSET = 32;
  private static final long SIZE_OFFSET = 40;
  private static final long SPECIAL_DEVICE_OFFSET = 128;
  private static final long DEVICE_OFFSET = 136;
  private static final long DIRECT_MEMORY_ALIGNMENT_OFFSET = 152;
  private static final long DIRECT_OFFSET_ALIGNMENT_OFFSET = 156;

  private static final MethodHandle STATX =
      Downcalls.bind(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));

  /** The status of what a path leads to, symbolic links followed. */
  public static FileStatus of(Path path) throws SysException {
    return statx(AT_FDCWD, path.toString(), 0, "stat " + path);
  }

  /** The same, asked of the filesystem's server even where the kernel thinks that it knows. */
  public static FileStatus ofServer(Path path) throws SysException {
    return statx(AT_FDCWD, path.toString(), AT_STATX_FORCE_SYNC, "stat " + path);
  }

  /** The status of an open file. */
  public static FileStatus of(int fd) throws SysException {
    return statx(fd, "", AT_EMPTY_PATH, "stat of an open file");
  }

  private static FileStatus statx(int directory, String name, int flags, String action)
      throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(name);
      MemorySegment status = arena.allocate(STATX_BYTES, Long.BYTES);
      if (invoke(directory, path, flags, status) != 0) {
        throw Downcalls.failure(action);
      }
      return decode(status);
    }
  }

  private static int invoke(int directory, MemorySegment path, int flags, MemorySegment status) {
    try {
      return (int)
          STATX.invokeExact(
              Downcalls.callState(),
              directory,
              path,
              flags,
              STATX_BASIC_STATS | STATX_DIOALIGN,
              status);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
  }

  private static FileStatus decode(MemorySegment status) {
    return new FileStatus(
        typeOf(status.get(JAVA_SHORT, MODE_OFFSET)),
        status.get(JAVA_LONG, SIZE_OFFSET),
        deviceNumber(status, DEVICE_OFFSET),
        status.get(JAVA_LONG, INODE_OFFSET),
        deviceNumber(status, SPECIAL_DEVICE_OFFSET),
        directAlignment(status));
  }

  private static int directAlignment(MemorySegment status) {
    if ((status.get(JAVA_INT, MASK_OFFSET) & STATX_DIOALIGN) == 0) {
      return UNKNOWN_ALIGNMENT;
    }
    return Math.max(
        status.get(JAVA_INT, DIRECT_MEMORY_ALIGNMENT_OFFSET),
        status.get(JAVA_INT, DIRECT_OFFSET_ALIGNMENT_OFFSET));
  }

  private static Type typeOf(short mode) {
    return switch (mode & S_IFMT) {
      case S_IFREG -> Type.REGULAR_FILE;
      case S_IFDIR -> Type.DIRECTORY;
      case S_IFBLK -> Type.BLOCK_DEVICE;
      default -> Type.OTHER;
    };
  }

  private static long deviceNumber(MemorySegment status, long offset) {
    long major = Integer.toUnsignedLong(status.get(JAVA_INT, offset));
    long minor = Integer.toUnsignedLong(status.get(JAVA_INT, offset + Integer.BYTES));
    return major << Integer.SIZE | minor;
  }
}
