package io.mucca.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls on Unix-domain sockets, for what Java's cannot do: to pass a descriptor. */
public final class SocketCalls {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;

  // struct iovec, and struct msghdr as it is where pointers have 64 bits.
  private static final int IOVEC_LENGTH = Long.BYTES;
  private static final int IOVEC_BYTES = IOVEC_LENGTH + Long.BYTES;
  private static final int MESSAGE_IOVECS = 2 * Long.BYTES;
  private static final int MESSAGE_IOVEC_COUNT = MESSAGE_IOVECS + Long.BYTES;
  private static final int MESSAGE_CONTROL = MESSAGE_IOVEC_COUNT + Long.BYTES;
  private static final int MESSAGE_CONTROL_LENGTH = MESSAGE_CONTROL + Long.BYTES;
  private static final int MESSAGE_BYTES = MESSAGE_CONTROL_LENGTH + 2 * Long.BYTES;

  // struct cmsghdr with one descriptor.
  private static final int CONTROL_LEVEL = Long.BYTES;
  private static final int CONTROL_TYPE = CONTROL_LEVEL + Integer.BYTES;
  private static final int CONTROL_DESCRIPTOR = CONTROL_TYPE + Integer.BYTES;
  private static final int CONTROL_BYTES = CONTROL_DESCRIPTOR + Long.BYTES;

  private static final MethodHandle SOCKETPAIR =
      Downcalls.bind(
          "socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle RECVMSG =
      Downcalls.bind("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  private SocketCalls() {}

  /** Two connected sockets, closed in programs that are started unless passed on. */
  public record Pair(int first, int second) {}

  /** Makes two sockets that are connected with each other. */
  public static Pair pair() throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment both = arena.allocate(JAVA_INT, 2);
      int result;
      try {
        result =
            (int)
                SOCKETPAIR.invokeExact(
                    Downcalls.callState(), AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both);
      } catch (Throwable t) {
        throw Downcalls.misuse(t);
      }
      if (result < 0) {
        throw Downcalls.failure("socketpair");
      }
      return new Pair(both.getAtIndex(JAVA_INT, 0), both.getAtIndex(JAVA_INT, 1));
    }
  }

  /**
   * Waits for a message with a descriptor.
   *
   * @return the descriptor, or -1 if the other end was closed without sending one
   */
  public static int receiveDescriptor(int socket) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment control = arena.allocate(CONTROL_BYTES, Long.BYTES);
      MemorySegment message = message(arena, control);
      long length = receive(socket, message);
      if (length < 0) {
        throw Downcalls.failure("recvmsg");
      }
      boolean hasDescriptor =
          length > 0
              && message.get(JAVA_LONG, MESSAGE_CONTROL_LENGTH) > 0
              && control.get(JAVA_INT, CONTROL_LEVEL) == SOL_SOCKET
              && control.get(JAVA_INT, CONTROL_TYPE) == SCM_RIGHTS;
      return hasDescriptor ? control.get(JAVA_INT, CONTROL_DESCRIPTOR) : -1;
    }
  }

  /** With room for one byte, without which there is no message. */
  private static MemorySegment message(Arena arena, MemorySegment control) {
    MemorySegment iovec = arena.allocate(IOVEC_BYTES, Long.BYTES);
    iovec.set(ADDRESS, 0, arena.allocate(1));
    iovec.set(JAVA_LONG, IOVEC_LENGTH, 1);
    MemorySegment message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
    message.set(ADDRESS, MESSAGE_IOVECS, iovec);
    message.set(JAVA_LONG, MESSAGE_IOVEC_COUNT, 1);
    message.set(ADDRESS, MESSAGE_CONTROL, control);
    message.set(JAVA_LONG, MESSAGE_CONTROL_LENGTH, control.byteSize());
    return message;
  }

  private static long receive(int socket, MemorySegment message) {
    MemorySegment state = Downcalls.callState();
    long length;
    do {
      try {
        length = (long) RECVMSG.invokeExact(state, socket, message, MSG_CMSG_CLOEXEC);
      } catch (Throwable t) {
        throw Downcalls.misuse(t);
      }
    } while (length < 0 && Downcalls.errno(state) == Errno.EINTR);
    return length;
  }
}
