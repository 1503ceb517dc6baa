package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Errno.EACCES;
import static io.mucca.fuse.conformance.Errno.EFAULT;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.ENODEV;
import static io.mucca.fuse.conformance.Flags.MAP_PRIVATE;
import static io.mucca.fuse.conformance.Flags.MAP_SHARED;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static io.mucca.fuse.conformance.Flags.PROT_READ;
import static io.mucca.fuse.conformance.Flags.PROT_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.fuse.Python;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** mmap(2) and msync(2). */
class MmapTest extends ConformanceCases {
  private static final int PAGE = 4096;
  private static final int READ_WRITE = PROT_READ | PROT_WRITE;

  private final List<Long> mappings = new ArrayList<>();

  private long map(int fd, int pages, int protection, int flags) throws Exception {
    long address = Sys.mmap(fd, (long) pages * PAGE, protection, flags, 0);
    // Unmapping a range that is not mapped any more would do no harm, so all have one size.
    mappings.add(address);
    return address;
  }

  @AfterEach
  void unmap() throws Exception {
    for (long address : mappings) {
      Sys.munmap(address, PAGE);
    }
  }

  private static String peek(long address, int length) {
    return bytesAsString(Sys.peek(address, length));
  }

  @Test
  void storesAreReadThroughDescriptors() throws Exception {
    int fd = open(file("f", "0123456789"), O_RDWR);
    int other = open(at("f"), O_RDONLY);
    long address = map(fd, 1, READ_WRITE, MAP_SHARED);
    Sys.poke(address + 3, latin1("xyz"));
    assertEquals("012xyz6789", readFrom(fd));
    assertEquals("012xyz6789", readFrom(other));
  }

  @Test
  void writesAreSeenInMappings() throws Exception {
    int fd = open(file("f", "0123456789"), O_RDWR);
    long address = map(fd, 1, PROT_READ, MAP_SHARED);
    long copy = map(fd, 1, PROT_READ, MAP_PRIVATE);
    assertEquals("0123456789", peek(address, 10));
    assertEquals("0123456789", peek(copy, 10));
    Sys.pwrite(fd, latin1("xyz"), 3);
    assertEquals("012xyz6789", peek(address, 10));
    assertEquals("012xyz6789", peek(copy, 10));
  }

  @Test
  void privateStoresStayPrivate() throws Exception {
    int fd = open(file("f", "0123456789"), O_RDONLY);
    long address = map(fd, 1, READ_WRITE, MAP_PRIVATE);
    Sys.poke(address, latin1("x"));
    assertEquals("x123456789", peek(address, 10));
    assertEquals("0123456789", readFrom(fd));
  }

  @Test
  void twoProcessesShareAMapping() throws Exception {
    int fd = open(file("f", "\0".repeat(PAGE)), O_RDWR);
    long address = map(fd, 1, READ_WRITE, MAP_SHARED);
    Sys.poke(address, latin1("ping"));
    assertEquals(
        "ping",
        Python.run(
            Path.of(directory()),
            """
            f = os.open('f', os.O_RDWR)
            m = mmap.mmap(f, 4096)
            print(m[:4].decode())
            m[:4] = b'pong'
            """));
    assertEquals("pong", peek(address, 4));
    assertEquals("pong", readFrom(fd).substring(0, 4));
  }

  @Test
  void fourProcessesCountInOneMapping() throws Exception {
    file("f", "\0".repeat(PAGE));
    assertEquals(
        "[1000, 1000, 1000, 1000]",
        Python.run(
            Path.of(directory()),
            """
            children = []
            for n in range(4):
              child = os.fork()
              if child == 0:
                m = mmap.mmap(os.open('f', os.O_RDWR), 4096)
                for i in range(1000):
                  value, = struct.unpack_from('<q', m, n * 8)
                  struct.pack_into('<q', m, n * 8, value + 1)
                os._exit(0)
              children.append(child)
            for child in children: os.waitpid(child, 0)
            print(list(struct.unpack('<4q', open('f', 'rb').read(32))))
            """));
  }

  @Test
  void mappingOutlivesDescriptorAndName() throws Exception {
    int fd = open(file("f", "0123456789"), O_RDWR);
    long address = map(fd, 1, READ_WRITE, MAP_SHARED);
    close(fd);
    Sys.unlink(at("f"));
    assertEquals("0123456789", peek(address, 10));
    Sys.poke(address, latin1("x"));
    Sys.msync(address, PAGE);
    assertEquals("x123456789", peek(address, 10));
  }

  @Test
  void storesLastAfterUnmapping() throws Exception {
    int fd = open(file("f", "0".repeat(3 * PAGE)), O_RDWR);
    long address = Sys.mmap(fd, 3L * PAGE, READ_WRITE, MAP_SHARED, 0);
    Sys.poke(address + PAGE, latin1("x"));
    Sys.munmap(address, 3L * PAGE);
    close(fd);
    assertEquals("0".repeat(PAGE) + "x" + "0".repeat(2 * PAGE - 1), read(at("f")));
  }

  @Test
  void bytesBehindTheEndAreZeroAndNotWritten() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    long address = map(fd, 1, READ_WRITE, MAP_SHARED);
    assertEquals("text" + "\0".repeat(10), peek(address, 14));
    Sys.poke(address + 4, latin1("beyond"));
    Sys.msync(address, PAGE);
    assertEquals(4, Sys.fstat(fd).size());
    assertEquals("text", readFrom(fd));
    close(fd);
    Sys.truncate(at("f"), 10);
    assertEquals("text" + "\0".repeat(6), read(at("f")));
  }

  @Test
  void pagesBehindTheEndAreNotThere() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    long address = map(fd, 2, READ_WRITE, MAP_SHARED);
    assertFails(EFAULT, () -> readThroughPipe(address + PAGE));
    Sys.ftruncate(fd, PAGE + 10);
    assertEquals("\0", readThroughPipe(address + PAGE));
    Sys.ftruncate(fd, 10);
    assertFails(EFAULT, () -> readThroughPipe(address + PAGE));
    Sys.munmap(address + PAGE, PAGE);
  }

  /** Has the kernel read a byte: for a page that is not there it has an error, and we a signal. */
  private String readThroughPipe(long address) throws Exception {
    int[] pipe = Sys.pipe();
    keep(pipe[0]);
    keep(pipe[1]);
    Sys.call(SystemCall.WRITE, pipe[1], MemorySegment.ofAddress(address), 1);
    return bytesAsString(Sys.read(pipe[0], 1));
  }

  @Test
  void cutIsSeenInMappings() throws Exception {
    int fd = open(file("f", "x".repeat(PAGE)), O_RDWR);
    long address = map(fd, 1, READ_WRITE, MAP_SHARED);
    assertEquals("xxxx", peek(address, 4));
    Sys.ftruncate(fd, 2);
    assertEquals("xx\0\0", peek(address, 4));
    Sys.ftruncate(fd, PAGE);
    assertEquals("xx\0\0", peek(address, 4));
  }

  @Test
  void hugeFileIsMappedAtItsEnd() throws Exception {
    int fd = open(file("f"), O_RDWR);
    long offset = 1L << 40;
    Sys.ftruncate(fd, offset + PAGE);
    long address = Sys.mmap(fd, PAGE, READ_WRITE, MAP_SHARED, offset);
    mappings.add(address);
    Sys.poke(address, latin1("far"));
    assertEquals("far", bytesAsString(Sys.pread(fd, 3, offset)));
  }

  @Test
  void mappingReadsItsOwnFile() throws Exception {
    int fd = open(file("f", "ab".repeat(PAGE)), O_RDWR);
    long address = map(fd, 1, READ_WRITE, MAP_SHARED);
    // The kernel reads the page that it writes from: neither may wait for the other.
    assertEquals(
        100, Sys.call(SystemCall.PWRITE, fd, MemorySegment.ofAddress(address + 1), 100, 0));
    assertEquals("ba".repeat(50) + "ab", readFrom(fd).substring(0, 102));
  }

  @Test
  void protectionMustFitTheDescriptor() throws Exception {
    file("f", "text");
    int reader = open(at("f"), O_RDONLY);
    int writer = open(at("f"), O_WRONLY);
    assertFails(EACCES, () -> Sys.mmap(reader, PAGE, READ_WRITE, MAP_SHARED, 0));
    assertFails(EACCES, () -> Sys.mmap(writer, PAGE, PROT_READ, MAP_SHARED, 0));
    assertFails(EACCES, () -> Sys.mmap(writer, PAGE, PROT_READ, MAP_PRIVATE, 0));
  }

  @Test
  void argumentsAreChecked() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    int folder = open(folder("d"), O_RDONLY);
    assertFails(EINVAL, () -> Sys.mmap(fd, PAGE, PROT_READ, MAP_SHARED, 1));
    assertFails(EINVAL, () -> Sys.mmap(fd, 0, PROT_READ, MAP_SHARED, 0));
    assertFails(EINVAL, () -> Sys.mmap(fd, PAGE, PROT_READ, 0, 0));
    assertFails(ENODEV, () -> Sys.mmap(folder, PAGE, PROT_READ, MAP_SHARED, 0));
  }
}
