package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Flags.AT_EMPTY_PATH;
import static io.mucca.fuse.conformance.Flags.AT_FDCWD;
import static io.mucca.fuse.conformance.Flags.AT_REMOVEDIR;
import static io.mucca.fuse.conformance.Flags.AT_SYMLINK_NOFOLLOW;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.mucca.sys.SysException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * System calls as their manual pages have them, through {@code syscall(2)}: so that a change of
 * identity is the calling thread's alone, which the C library's functions would see to that it is
 * not. A failure is a {@link SysException}.
 *
 * <p>A path is a string whose every character stands for one byte, so that a name can be any bytes;
 * where a parameter is an {@code Object}, a {@code Long} passes an address instead. The mount is
 * served by this very process, so no call may keep the JVM from a safepoint, and memory that is
 * mapped from a file is never touched by Java code, but copied by the C library.
 */
final class Sys {
  /** Longer than any path or small result. */
  private static final int BUFFER_BYTES = 1 << 17;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = CALL_STATE.byteOffset(PathElement.groupElement("errno"));

  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  private static final MethodHandle MEMCPY =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("memcpy"),
          FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

  private Sys() {}

  // ---- calling ----

  /** Makes a system call whose arguments are numbers, paths and memory. */
  static long call(SystemCall call, Object... arguments) throws SysException {
    long[] raw = new long[6];
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < arguments.length; i++) {
        raw[i] = toLong(arguments[i], arena);
      }
      MemorySegment state = arena.allocate(CALL_STATE);
      long result =
          (long)
              SYSCALL.invokeExact(
                  state, (long) call.number(), raw[0], raw[1], raw[2], raw[3], raw[4], raw[5]);
      if (result == -1) {
        throw new SysException(describe(call, arguments), state.get(JAVA_INT, ERRNO));
      }
      return result;
    } catch (SysException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException("a C function throws nothing", t);
    }
  }

  private static long toLong(Object argument, Arena arena) {
    return switch (argument) {
      case Integer number -> number;
      case Long number -> number;
      case MemorySegment memory -> memory.address();
      case String path -> arena.allocateFrom(path, StandardCharsets.ISO_8859_1).address();
      default -> throw new IllegalArgumentException("no argument: " + argument);
    };
  }

  private static String describe(SystemCall call, Object... arguments) {
    StringBuilder text = new StringBuilder(call.name().toLowerCase(Locale.ROOT));
    for (Object argument : arguments) {
      text.append(' ').append(argument instanceof MemorySegment ? "memory" : argument);
    }
    return text.toString();
  }

  // ---- files ----

  static int open(Object path, int flags) throws SysException {
    return open(path, flags, 0);
  }

  static int open(Object path, int flags, int mode) throws SysException {
    return openat(AT_FDCWD, path, flags, mode);
  }

  static int openat(int directory, Object path, int flags, int mode) throws SysException {
    return (int) call(SystemCall.OPENAT, directory, path, flags, mode);
  }

  static void close(int fd) throws SysException {
    call(SystemCall.CLOSE, fd);
  }

  static int dup(int fd) throws SysException {
    return (int) call(SystemCall.DUP, fd);
  }

  /** The two ends of a pipe: for reading, for writing. */
  static int[] pipe() throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      call(SystemCall.PIPE2, ends, 0);
      return ends.toArray(JAVA_INT);
    }
  }

  static long write(int fd, byte[] bytes) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      return call(SystemCall.WRITE, fd, arena.allocateFrom(JAVA_BYTE, bytes), bytes.length);
    }
  }

  static long pwrite(int fd, byte[] bytes, long offset) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      return call(
          SystemCall.PWRITE, fd, arena.allocateFrom(JAVA_BYTE, bytes), bytes.length, offset);
    }
  }

  static byte[] read(int fd, int size) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(size);
      return bytes(buffer, call(SystemCall.READ, fd, buffer, size));
    }
  }

  static byte[] pread(int fd, int size, long offset) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(size);
      return bytes(buffer, call(SystemCall.PREAD, fd, buffer, size, offset));
    }
  }

  private static byte[] bytes(MemorySegment buffer, long length) {
    return buffer.asSlice(0, length).toArray(JAVA_BYTE);
  }

  static long lseek(int fd, long offset, int whence) throws SysException {
    return call(SystemCall.LSEEK, fd, offset, whence);
  }

  static void truncate(Object path, long size) throws SysException {
    call(SystemCall.TRUNCATE, path, size);
  }

  static void ftruncate(int fd, long size) throws SysException {
    call(SystemCall.FTRUNCATE, fd, size);
  }

  static void fallocate(int fd, int mode, long offset, long length) throws SysException {
    call(SystemCall.FALLOCATE, fd, mode, offset, length);
  }

  static void fsync(int fd) throws SysException {
    call(SystemCall.FSYNC, fd);
  }

  /** Copies at most {@code length} bytes between two places of two files; returns how many. */
  static long copyFileRange(int from, long fromOffset, int to, long toOffset, long length)
      throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocateFrom(JAVA_LONG, fromOffset);
      MemorySegment target = arena.allocateFrom(JAVA_LONG, toOffset);
      return call(SystemCall.COPY_FILE_RANGE, from, source, to, target, length, 0);
    }
  }

  // ---- names ----

  static void mkdir(Object path, int mode) throws SysException {
    mkdirat(AT_FDCWD, path, mode);
  }

  static void mkdirat(int directory, Object path, int mode) throws SysException {
    call(SystemCall.MKDIRAT, directory, path, mode);
  }

  static void mknod(Object path, int mode, int deviceNumber) throws SysException {
    call(SystemCall.MKNODAT, AT_FDCWD, path, mode, deviceNumber);
  }

  static void mkfifo(Object path, int mode) throws SysException {
    mknod(path, Flags.S_IFIFO | mode, 0);
  }

  static void unlink(Object path) throws SysException {
    call(SystemCall.UNLINKAT, AT_FDCWD, path, 0);
  }

  static void rmdir(Object path) throws SysException {
    call(SystemCall.UNLINKAT, AT_FDCWD, path, AT_REMOVEDIR);
  }

  static void unlinkat(int directory, Object path, int flags) throws SysException {
    call(SystemCall.UNLINKAT, directory, path, flags);
  }

  static void rename(Object from, Object to) throws SysException {
    renameat2(from, to, 0);
  }

  static void renameat2(Object from, Object to, int flags) throws SysException {
    call(SystemCall.RENAMEAT2, AT_FDCWD, from, AT_FDCWD, to, flags);
  }

  static void link(Object from, Object to) throws SysException {
    linkat(AT_FDCWD, from, to, 0);
  }

  static void linkat(int fromDirectory, Object from, Object to, int flags) throws SysException {
    call(SystemCall.LINKAT, fromDirectory, from, AT_FDCWD, to, flags);
  }

  static void symlink(Object target, Object path) throws SysException {
    call(SystemCall.SYMLINKAT, target, AT_FDCWD, path);
  }

  static String readlink(Object path) throws SysException {
    return readlink(path, BUFFER_BYTES);
  }

  static String readlink(Object path, int size) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, size));
      long length = call(SystemCall.READLINKAT, AT_FDCWD, path, buffer, size);
      return new String(bytes(buffer, length), StandardCharsets.ISO_8859_1);
    }
  }

  static void chdir(Object path) throws SysException {
    call(SystemCall.CHDIR, path);
  }

  /** An entry of a directory; {@code next} is where the one behind it is found. */
  record Entry(String name, long inode, int type, long next) {}

  /** The next entries that fit a buffer; none at the end. */
  static List<Entry> getdents(int fd, int size) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(size, Long.BYTES);
      long length = call(SystemCall.GETDENTS64, fd, buffer, size);
      List<Entry> entries = new ArrayList<>();
      for (long at = 0; at < length; at += buffer.get(JAVA_SHORT, at + 16)) {
        String name = buffer.getString(at + 19, StandardCharsets.ISO_8859_1);
        int type = buffer.get(JAVA_BYTE, at + 18) << 12;
        long next = buffer.get(JAVA_LONG, at + 8);
        entries.add(new Entry(name, buffer.get(JAVA_LONG, at), type, next));
      }
      return entries;
    }
  }

  // ---- attributes ----

  static Stat stat(Object path) throws SysException {
    return statx(AT_FDCWD, path, 0);
  }

  static Stat lstat(Object path) throws SysException {
    return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
  }

  static Stat fstat(int fd) throws SysException {
    return statx(fd, "", AT_EMPTY_PATH);
  }

  private static Stat statx(int directory, Object path, int flags) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Stat.SIZE_BYTES, Long.BYTES);
      call(SystemCall.STATX, directory, path, flags, Stat.MASK, buffer);
      return Stat.of(buffer);
    }
  }

  static void chmod(Object path, int mode) throws SysException {
    call(SystemCall.FCHMODAT, AT_FDCWD, path, mode);
  }

  static void fchmod(int fd, int mode) throws SysException {
    call(SystemCall.FCHMOD, fd, mode);
  }

  static void chown(Object path, int uid, int gid) throws SysException {
    call(SystemCall.FCHOWNAT, AT_FDCWD, path, uid, gid, 0);
  }

  static void lchown(Object path, int uid, int gid) throws SysException {
    call(SystemCall.FCHOWNAT, AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
  }

  static void fchown(int fd, int uid, int gid) throws SysException {
    call(SystemCall.FCHOWN, fd, uid, gid);
  }

  static void access(Object path, int mode) throws SysException {
    call(SystemCall.FACCESSAT, AT_FDCWD, path, mode);
  }

  /** Sets both times, each in seconds and nanoseconds. */
  static void utimens(Object path, long[] access, long[] modify, int flags) throws SysException {
    utimensat(AT_FDCWD, path, access, modify, flags);
  }

  static void futimens(int fd, long[] access, long[] modify) throws SysException {
    utimensat(fd, 0L, access, modify, 0);
  }

  private static void utimensat(int directory, Object path, long[] access, long[] modify, int flags)
      throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment times =
          arena.allocateFrom(JAVA_LONG, access[0], access[1], modify[0], modify[1]);
      call(SystemCall.UTIMENSAT, directory, path, times, flags);
    }
  }

  static void setxattr(Object path, String name, byte[] value, int flags) throws SysException {
    setxattr(SystemCall.SETXATTR, path, name, value, flags);
  }

  static void setxattr(SystemCall variant, Object file, String name, byte[] value, int flags)
      throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(value.length + 1L);
      MemorySegment.copy(value, 0, memory, JAVA_BYTE, 0, value.length);
      call(variant, file, name, memory, value.length, flags);
    }
  }

  static byte[] getxattr(Object path, String name) throws SysException {
    return getxattr(SystemCall.GETXATTR, path, name, BUFFER_BYTES);
  }

  static byte[] getxattr(SystemCall variant, Object file, String name, int size)
      throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, size));
      return bytes(buffer, call(variant, file, name, buffer, size));
    }
  }

  /** Names of extended attributes, in order. */
  static List<String> listxattr(Object path) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES);
      long length = call(SystemCall.LISTXATTR, path, buffer, BUFFER_BYTES);
      String names = new String(bytes(buffer, length), StandardCharsets.ISO_8859_1);
      return Arrays.stream(names.split("\0")).filter(name -> !name.isEmpty()).sorted().toList();
    }
  }

  static void removexattr(Object path, String name) throws SysException {
    call(SystemCall.REMOVEXATTR, path, name);
  }

  /** Of {@code struct statfs}, what the cases look at. */
  record Statfs(
      long blockSize,
      long blocks,
      long free,
      long available,
      long files,
      long freeFiles,
      long nameLength) {}

  static Statfs statfs(Object path) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(JAVA_LONG, 15);
      call(SystemCall.STATFS, path, buffer);
      return new Statfs(
          buffer.getAtIndex(JAVA_LONG, 1),
          buffer.getAtIndex(JAVA_LONG, 2),
          buffer.getAtIndex(JAVA_LONG, 3),
          buffer.getAtIndex(JAVA_LONG, 4),
          buffer.getAtIndex(JAVA_LONG, 5),
          buffer.getAtIndex(JAVA_LONG, 6),
          buffer.getAtIndex(JAVA_LONG, 8));
    }
  }

  // ---- locks ----

  static void flock(int fd, int operation) throws SysException {
    call(SystemCall.FLOCK, fd, operation);
  }

  /**
   * Sets a lock on a range, or asks for one that is in its way; returns the type of what was found.
   */
  static int lockRange(int fd, int command, int type, long start, long length) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment lock = arena.allocate(32, Long.BYTES);
      lock.set(JAVA_SHORT, 0, (short) type);
      lock.set(JAVA_LONG, 8, start);
      lock.set(JAVA_LONG, 16, length);
      call(SystemCall.FCNTL, fd, command, lock);
      return lock.get(JAVA_SHORT, 0);
    }
  }

  // ---- memory ----

  static long mmap(int fd, long length, int protection, int flags, long offset)
      throws SysException {
    return call(SystemCall.MMAP, 0, length, protection, flags, fd, offset);
  }

  static void munmap(long address, long length) throws SysException {
    call(SystemCall.MUNMAP, address, length);
  }

  static void msync(long address, long length) throws SysException {
    call(SystemCall.MSYNC, address, length, Flags.MS_SYNC);
  }

  /** Reads mapped memory. */
  static byte[] peek(long address, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(length);
      copy(buffer, MemorySegment.ofAddress(address), length);
      return buffer.toArray(JAVA_BYTE);
    }
  }

  /** Writes mapped memory. */
  static void poke(long address, byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      copy(MemorySegment.ofAddress(address), arena.allocateFrom(JAVA_BYTE, bytes), bytes.length);
    }
  }

  private static void copy(MemorySegment to, MemorySegment from, long length) {
    try {
      MemorySegment unused = (MemorySegment) MEMCPY.invokeExact(to, from, length);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException("a C function throws nothing", t);
    }
  }

  // ---- identity ----

  /** Gives the calling thread a working directory and a umask of its own. */
  static void unshareFileSystemState() throws SysException {
    call(SystemCall.UNSHARE, 0x200);
  }

  static void umask(int mask) throws SysException {
    call(SystemCall.UMASK, mask);
  }

  /** Turns the calling thread into another user's, for good. */
  static void become(int uid, int gid, int... groups) throws SysException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(JAVA_INT, Math.max(1, groups.length));
      MemorySegment.copy(groups, 0, list, JAVA_INT, 0, groups.length);
      call(SystemCall.SETGROUPS, groups.length, list);
    }
    call(SystemCall.SETRESGID, gid, gid, gid);
    call(SystemCall.SETRESUID, uid, uid, uid);
  }
}
