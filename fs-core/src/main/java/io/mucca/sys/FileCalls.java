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
 * System calls on files, each as thin as its manual page; a failure is a {@link SysException}.
 *
 * <p>Descriptors are bare numbers here: after {@link #close} the kernel gives the number to the
 * next file that is opened, so the owner of a descriptor sees to it that nobody uses it later.
 * {@link #pread}, {@link #pwrite} and {@link #fdatasync} allocate nothing. Safe for use by many
 * threads.
 */
public final class FileCalls {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;

  private static final MethodHandle OPEN =
      Downcalls.bindVariadic(
          "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), 2);
  private static final MethodHandle CLOSE =
      Downcalls.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle PREAD = bindTransfer("pread");
  private static final MethodHandle PWRITE = bindTransfer("pwrite");
  private static final MethodHandle FDATASYNC =
      Downcalls.bind("fdatasync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FSYNC =
      Downcalls.bind("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SYNCFS =
      Downcalls.bind("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FLOCK =
      Downcalls.bind("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle FTRUNCATE =
      Downcalls.bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle FALLOCATE =
      Downcalls.bind(
          "fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));

  private FileCalls() {}

  private static MethodHandle bindTransfer(String function) {
    return Downcalls.bind(
        function, FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  }

  /** Opens an existing file; {@link OpenFlags} has the flags. Returns the descriptor. */
  public static int open(Path path, int flags) throws SysException {
    return open(path, flags, 0);
  }

  /**
   * Opens a file, and makes it with {@code mode} (less the umask) where the flags say {@code
   * O_CREAT}.
   */
  public static int open(Path path, int flags, int mode) throws SysException {
    MemorySegment state = Downcalls.callState();
    int fd;
    do {
      try (Arena arena = Arena.ofConfined()) {
        fd = (int) OPEN.invokeExact(state, arena.allocateFrom(path.toString()), flags, mode);
      } catch (Throwable t) {
        throw Downcalls.misuse(t);
      }
    } while (isInterrupted(fd, state));
    if (fd < 0) {
      throw Downcalls.failure("open " + path);
    }
    return fd;
  }

  /**
   * Closes a descriptor, which is gone afterwards even where this fails: so it is never tried
   * again.
   */
  public static void close(int fd) throws SysException {
    int result;
    try {
      result = (int) CLOSE.invokeExact(Downcalls.callState(), fd);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    checked(result, "close");
  }

  /**
   * Reads up to the size of {@code target}; returns the number of bytes, 0 at the end of the file.
   */
  public static long pread(int fd, MemorySegment target, long offsetBytes) throws SysException {
    MemorySegment state = Downcalls.callState();
    long count;
    do {
      try {
        count = (long) PREAD.invokeExact(state, fd, target, target.byteSize(), offsetBytes);
      } catch (Throwable t) {
        throw Downcalls.misuse(t);
      }
    } while (isInterrupted(count, state));
    return checked(count, "pread");
  }

  /** Writes up to the size of {@code source}; returns the number of bytes that went. */
  public static long pwrite(int fd, MemorySegment source, long offsetBytes) throws SysException {
    MemorySegment state = Downcalls.callState();
    long count;
    do {
      try {
        count = (long) PWRITE.invokeExact(state, fd, source, source.byteSize(), offsetBytes);
      } catch (Throwable t) {
        throw Downcalls.misuse(t);
      }
    } while (isInterrupted(count, state));
    return checked(count, "pwrite");
  }

  /**
   * Makes a file's written data durable, with what is needed to read it back. Never retried: see
   * fsync(2).
   */
  public static void fdatasync(int fd) throws SysException {
    int result;
    try {
      result = (int) FDATASYNC.invokeExact(Downcalls.callState(), fd);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    checked(result, "fdatasync");
  }

  /** Makes a file's data and metadata durable, or a directory's entries. */
  public static void fsync(int fd) throws SysException {
    int result;
    try {
      result = (int) FSYNC.invokeExact(Downcalls.callState(), fd);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    checked(result, "fsync");
  }

  /** Writes out all that is dirty in the filesystem of an open file. */
  public static void syncfs(int fd) throws SysException {
    int result;
    try {
      result = (int) SYNCFS.invokeExact(Downcalls.callState(), fd);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    checked(result, "syncfs");
  }

  /** Takes the one exclusive lock of an open file without waiting; returns whether it was taken. */
  public static boolean lockExclusive(int fd) throws SysException {
    return flock(fd, LOCK_EX | LOCK_NB);
  }

  /** Takes a shared lock of an open file without waiting; returns whether it was taken. */
  public static boolean lockShared(int fd) throws SysException {
    return flock(fd, LOCK_SH | LOCK_NB);
  }

  private static boolean flock(int fd, int operation) throws SysException {
    int result;
    try {
      result = (int) FLOCK.invokeExact(Downcalls.callState(), fd, operation);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    if (result != 0 && Downcalls.errno(Downcalls.callState()) == Errno.EAGAIN) {
      return false;
    }
    checked(result, "flock");
    return true;
  }

  /** Sets a file's size; what it grows by is a hole. */
  public static void ftruncate(int fd, long sizeBytes) throws SysException {
    int result;
    try {
      result = (int) FTRUNCATE.invokeExact(Downcalls.callState(), fd, sizeBytes);
    } catch (Throwable t) {
      throw Downcalls.misuse(t);
    }
    checked(result, "ftruncate");
  }

  /** Takes a range's space back from a file, whose size stays; the range reads as zeros. */
  public static void punchHole(int fd, long offsetBytes, long lengthBytes) throws SysException {
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offsetBytes, lengthBytes);
  }

  private static void fallocate(int fd, int mode, long offsetBytes, long lengthBytes)
      throws SysException {
    MemorySegment state = Downcalls.callState();
    int result;
    do {
      try {
        result = (int) FALLOCATE.invokeExact(state, fd, mode, offsetBytes, lengthBytes);
      } catch (Throwable t) {
        throw Downcalls.misuse(t);
      }
    } while (isInterrupted(result, state));
    checked(result, "fallocate");
  }

  private static boolean isInterrupted(long result, MemorySegment state) {
    return result < 0 && Downcalls.errno(state) == Errno.EINTR;
  }

  private static long checked(long result, String action) throws SysException {
    if (result < 0) {
      throw Downcalls.failure(action);
    }
    return result;
  }
}
