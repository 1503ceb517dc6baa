package io.mucca.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.sys.FileStatus.Type;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemCallsTest {
  private static final int READ_WRITE = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
  private static final int CALLS_PER_ROUND = 10_000;

  @TempDir Path directory;

  @Test
  void failureSaysWhatFailedOnWhatAndWhy() {
    SysException failure =
        assertThrows(
            SysException.class, () -> FileCalls.open(Path.of("/no/such"), OpenFlags.O_RDONLY));
    assertEquals(Errno.ENOENT, failure.errno());
    assertEquals("open /no/such: No such file or directory", failure.getMessage());
    assertEquals("No such file or directory", failure.reason());
  }

  @Test
  void writtenBytesAreReadBack() throws IOException {
    int fd = openNew("file");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom("hello");
      assertEquals(6, FileCalls.pwrite(fd, text, 10));
      FileCalls.fdatasync(fd);
      FileCalls.fsync(fd);
      MemorySegment buffer = arena.allocate(100);
      assertEquals(6, FileCalls.pread(fd, buffer, 10));
      assertEquals("hello", buffer.getString(0));
      assertEquals(0, FileCalls.pread(fd, buffer, 16));
    } finally {
      FileCalls.close(fd);
    }
  }

  @Test
  void errnoIsOfTheCallThatFailed() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(8);
      SysException failure = assertThrows(SysException.class, () -> FileCalls.pread(-1, buffer, 0));
      assertEquals(Errno.EBADF, failure.errno());
      assertEquals(
          Errno.EBADF,
          assertThrows(SysException.class, () -> FileCalls.pwrite(-1, buffer, 0)).errno());
      assertEquals(
          Errno.EBADF, assertThrows(SysException.class, () -> FileCalls.fdatasync(-1)).errno());
      assertEquals(
          Errno.EBADF, assertThrows(SysException.class, () -> FileCalls.close(-1)).errno());
    }
  }

  @Test
  void exclusiveLockIsTakenOnce() throws IOException {
    int first = openNew("file");
    int second = FileCalls.open(directory.resolve("file"), OpenFlags.O_RDONLY);
    try {
      assertTrue(FileCalls.lockExclusive(first));
      assertFalse(FileCalls.lockExclusive(second));
      assertFalse(FileCalls.lockShared(second));
      assertTrue(FileCalls.lockShared(first));
      assertTrue(FileCalls.lockShared(second));
    } finally {
      FileCalls.close(first);
      FileCalls.close(second);
    }
  }

  @Test
  void fileGrowsByTruncateAndKeepsItsSizeWhenAHoleIsPunched() throws IOException {
    int fd = openNew("file");
    try {
      FileCalls.ftruncate(fd, 1000);
      assertEquals(1000, FileStatus.of(fd).sizeBytes());
      FileCalls.ftruncate(fd, 8192);
      assertEquals(8192, FileStatus.of(fd).sizeBytes());
      FileCalls.punchHole(fd, 0, 8192);
      assertEquals(8192, FileStatus.of(fd).sizeBytes());
    } finally {
      FileCalls.close(fd);
    }
  }

  @Test
  void statusTellsTypeAndIdentity() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "12345");
    FileStatus status = FileStatus.of(file);
    assertEquals(Type.REGULAR_FILE, status.type());
    assertEquals(5, status.sizeBytes());
    assertEquals(Files.getAttribute(file, "unix:ino"), status.inode());
    assertEquals(FileStatus.of(directory).device(), status.device());
    assertEquals(Type.DIRECTORY, FileStatus.of(directory).type());
    FileStatus character = FileStatus.of(Path.of("/dev/null"));
    assertEquals(Type.OTHER, character.type());
    assertEquals(1L << 32 | 3, character.specialDevice());
  }

  @Test
  void filesystemOfADirectoryIsSynced() throws IOException {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_SYNC;
    int fd = FileCalls.open(directory, flags);
    FileCalls.syncfs(fd);
    FileCalls.close(fd);
    assertThrows(SysException.class, () -> FileCalls.syncfs(fd));
    Path file = Files.createFile(directory.resolve("file"));
    assertThrows(SysException.class, () -> FileCalls.open(file, flags));
  }

  @Test
  void whatIsNotMountedIsNotUnmounted() {
    SysException e =
        assertThrows(
            SysException.class, () -> MountCalls.umount2(directory, MountCalls.UMOUNT_NOFOLLOW));
    assertTrue(List.of(Errno.EINVAL, Errno.EPERM).contains(e.errno()), e::toString);
  }

  @Test
  void blockDeviceRequestOnAFileIsRefused() throws IOException {
    int fd = openNew("file");
    try {
      assertEquals(
          Errno.ENOTTY,
          assertThrows(SysException.class, () -> BlockDeviceCalls.sizeBytes(fd)).errno());
    } finally {
      FileCalls.close(fd);
    }
  }

  @Test
  void userIsThatOfTheProcess() throws IOException {
    assertEquals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), ProcessCalls.getuid());
  }

  /**
   * Compilation in the background decides when a call is warm, so that one round of many has to be
   * without allocation.
   */
  @Test
  void warmTransfersAllocateNothing() throws IOException {
    int fd = openNew("file");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(512);
      long fewestBytes = Long.MAX_VALUE;
      for (int round = 0; round < 50 && fewestBytes >= CALLS_PER_ROUND; round++) {
        long before = allocatedBytes();
        transferOften(fd, buffer, CALLS_PER_ROUND);
        fewestBytes = Math.min(fewestBytes, allocatedBytes() - before);
      }
      assertEquals(0, fewestBytes / CALLS_PER_ROUND, "bytes per call");
    } finally {
      FileCalls.close(fd);
    }
  }

  private static void transferOften(int fd, MemorySegment buffer, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      FileCalls.pwrite(fd, buffer, 0);
      FileCalls.pread(fd, buffer, 0);
    }
  }

  private static long allocatedBytes() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  private int openNew(String name) throws IOException {
    return FileCalls.open(directory.resolve(name), READ_WRITE, 0600);
  }
}
