package io.mucca.fuse.jnr;

import io.mucca.fs.AttributeChange;
import io.mucca.fs.Attributes;
import io.mucca.fuse.Errnos;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives requests and has libfuse process them, one at a time; the callbacks run on it and find
 * their request and scratch objects here.
 *
 * <p>libfuse's own worker threads come and go, and each would be attached to the JVM and detached
 * for every callback. Threads of Java stay attached.
 */
final class SessionThread extends Thread {
  private static final Logger logger = LoggerFactory.getLogger(SessionThread.class);
  private static final long PAGE_BYTES = 4096;

  /** For the callbacks on this thread to use; each holds something for one callback only. */
  final Attributes attributes = new Attributes();

  final AttributeChange change = new AttributeChange();

  /** The inode that the callback at hand works on, for the log; 0 if not known yet. */
  long inode;

  private final LibFuse2 library;
  private final long session;
  private final long channel;
  private final Runnable afterRequest;
  private final Runnable atEnd;

  /** Address of the request being processed, or 0 outside of one. */
  private long request;

  /**
   * Makes a thread, not started.
   *
   * @param afterRequest run after each request
   * @param atEnd run last
   */
  SessionThread(
      String name,
      LibFuse2 library,
      long session,
      long channel,
      Runnable afterRequest,
      Runnable atEnd) {
    super(name);
    this.library = library;
    this.session = session;
    this.channel = channel;
    this.afterRequest = afterRequest;
    this.atEnd = atEnd;
    setDaemon(true);
  }

  /** The thread that a callback runs on: libfuse calls back nowhere else. */
  static SessionThread current() {
    return (SessionThread) Thread.currentThread();
  }

  /** What the kernel asked for, or 0 if libfuse calls on its own account. */
  int opcode() {
    return request == 0 ? 0 : NativeMemory.getInt(request + RequestLayout.OPCODE);
  }

  /** The low half of the node id, which is all that names of hidden nodes hold. */
  int nodeId() {
    return request == 0 ? 0 : NativeMemory.getInt(request + RequestLayout.NODE_ID);
  }

  int uid() {
    return NativeMemory.getInt(request + RequestLayout.UID);
  }

  int gid() {
    return NativeMemory.getInt(request + RequestLayout.GID);
  }

  /** The new name that a RENAME asks for. */
  byte[] renameTarget() {
    long oldName = request + RequestLayout.RENAME_NAMES;
    return NativeMemory.getCString(oldName + NativeMemory.getCString(oldName).length + 1);
  }

  @Override
  public void run() {
    try (Arena arena = Arena.ofConfined()) {
      serve(arena);
    } finally {
      atEnd.run();
    }
  }

  private void serve(Arena arena) {
    long channelSlot = arena.allocate(Long.BYTES, Long.BYTES).address();
    long sizeBytes = library.fuse_chan_bufsize(channel);
    // The data of a WRITE then starts on a page, and a device that wants aligned memory gets it
    // without a copy.
    MemorySegment memory = arena.allocate(PAGE_BYTES + sizeBytes, PAGE_BYTES);
    long buffer = memory.address() + PAGE_BYTES - RequestLayout.WRITE_DATA;
    while (true) {
      NativeMemory.putLong(channelSlot, channel);
      int length = library.fuse_chan_recv(channelSlot, buffer, sizeBytes);
      if (length > 0) {
        request = buffer;
        library.fuse_session_process(session, buffer, length, channel);
        request = 0;
        afterRequest.run();
      } else if (length != -Errnos.EINTR && length != -Errnos.EAGAIN) {
        logEnd(length);
        return;
      }
    }
  }

  private void logEnd(int result) {
    if (result < 0) {
      logger.error("{} ends: receiving a request failed with errno {}", getName(), -result);
    }
  }
}
