package io.mucca.fuse.jnr;

import java.io.IOException;
import jnr.ffi.LibraryLoader;

/**
 * What is called in libfuse 2.9. Addresses are plain longs: a {@code Pointer} per request would be
 * garbage. Public only because the class that jnr-ffi generates needs to see it.
 */
public interface LibFuse2 {
  /**
   * Mounts and makes a session; returns 0 after writing the reason to standard error. {@code
   * fuse_new} will not do: looked up without a version it is the one of libfuse 2.1.
   *
   * @param directoryOut where to put the address of a copy of the mount point
   * @param multithreadedOut where to put an int that is of no use here
   */
  long fuse_setup(
      int argumentCount,
      long arguments,
      long operations,
      long operationsSize,
      long directoryOut,
      long multithreadedOut,
      long userData);

  long fuse_get_session(long fuse);

  /** The session's channel, given 0 for the one before. */
  long fuse_session_next_chan(long session, long previous);

  long fuse_chan_bufsize(long channel);

  /** Returns the length of a request, 0 when the session has ended, or a negative errno. */
  int fuse_chan_recv(long channelSlot, long buffer, long sizeBytes);

  void fuse_session_process(long session, long buffer, long length, long channel);

  /**
   * Closes the channel, and detaches the mount lazily if it still is there. {@code fuse_teardown}
   * would in addition take away signal handlers, which are the JVM's and were never set, and
   * complain if there is another session.
   */
  void fuse_unmount(String directory, long channel);

  /** Frees the session. */
  void fuse_destroy(long fuse);

  /** Loads the library, or says which package has it. */
  static LibFuse2 load() throws IOException {
    try {
      return Holder.LIBRARY;
    } catch (LinkageError e) {
      throw new IOException(
          "libfuse.so.2 cannot be loaded: install Debian's package libfuse2 (" + causeOf(e) + ")",
          e);
    }
  }

  private static String causeOf(LinkageError e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    // What follows on further lines is where it was looked for.
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** Loads once, on first use. */
  final class Holder {
    private static final LibFuse2 LIBRARY =
        LibraryLoader.create(LibFuse2.class).failImmediately().load("libfuse.so.2");

    private Holder() {}
  }
}
