package io.mucca.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The requests of {@code ioctl(2)} that block devices answer; the numbers are those of x86-64 and
 * aarch64.
 */
public final class BlockDeviceCalls {
  private static final long BLKSSZGET = 0x1268;
  private static final long BLKDISCARD = 0x1277;
  private static final long BLKGETSIZE64 = 0x80081272L;

  private static final MethodHandle IOCTL =
      Downcalls.bindVariadic(
          "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);

  private BlockDeviceCalls() {}

  /** The size of a block device in bytes. */
  public static long sizeBytes(int fd) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_LONG);
      ioctl(fd, BLKGETSIZE64, size, "ioctl BLKGETSIZE64");
      return size.get(JAVA_LONG, 0);
    }
  }

  /** The logical block of a block device in bytes. */
  public static int sectorSize(int fd) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_INT);
      ioctl(fd, BLKSSZGET, size, "ioctl BLKSSZGET");
      return size.get(JAVA_INT, 0);
    }
  }

  /** Tells a block device that a range holds nothing of use. */
  public static void discard(int fd, long offsetBytes, long lengthBytes) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocateFrom(JAVA_LONG, offsetBytes, lengthBytes);
      ioctl(fd, BLKDISCARD, range, "ioctl BLKDISCARD");
    }
  }

  private static void ioctl(int fd, long request, MemorySegment argument, String action)
      throws SysException {
    int result;
    try {
      result = (int) IOCTL.invokeExact(Downcalls.callState(), fd, request, argument);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    if (result < 0) {
      throw Downcalls.failure(action);
    }
  }
}
