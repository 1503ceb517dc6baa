package io.mucca.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * System calls on {@code /dev/fuse}. Errors of the device are part of its protocol, so requests and
 * replies report them by their result; nothing is allocated. Safe for use by many threads.
 */
public final class FuseDeviceCalls {
  private static final Path DEVICE = Path.of("/dev/fuse");

  /** {@code FUSE_DEV_IOC_CLONE}, the same on x86-64 and aarch64. */
  private static final long CLONE_REQUEST = 0x8004E500L;

  private static final MethodHandle READ =
      Downcalls.bind("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      Downcalls.bind("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle IOCTL =
      Downcalls.bindVariadic(
          "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);

  private FuseDeviceCalls() {}

  /** Opens the device; the descriptor becomes a connection when it is mounted. */
  public static int open() throws SysException {
    return FileCalls.open(DEVICE, OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC);
  }

  /**
   * Opens one more descriptor of a mounted connection: a request that is received on it is answered
   * on it, without the lock of the others.
   */
  public static int cloneOf(int connection) throws SysException {
    int fd = open();
    int result;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment argument = arena.allocateFrom(JAVA_INT, connection);
      result = (int) IOCTL.invokeExact(Downcalls.callState(), fd, CLONE_REQUEST, argument);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    if (result < 0) {
      SysException failure = Downcalls.failure("ioctl FUSE_DEV_IOC_CLONE");
      FileCalls.close(fd);
      throw failure;
    }
    return fd;
  }

  /**
   * Waits for a request.
   *
   * @param buffer as long as the device demands of a reader: the largest request
   * @return its length, or the negative errno
   */
  public static int receive(int fd, MemorySegment buffer) {
    MemorySegment state = Downcalls.callState();
    long length;
    try {
      length = (long) READ.invokeExact(state, fd, buffer, buffer.byteSize());
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    return length < 0 ? -Downcalls.errno(state) : (int) length;
  }

  /**
   * Hands over a reply, or a notification.
   *
   * @return 0, or the negative errno
   */
  public static int send(int fd, MemorySegment message, int lengthBytes) {
    MemorySegment state = Downcalls.callState();
    long length;
    try {
      length = (long) WRITE.invokeExact(state, fd, message, (long) lengthBytes);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    return length < 0 ? -Downcalls.errno(state) : 0;
  }
}
