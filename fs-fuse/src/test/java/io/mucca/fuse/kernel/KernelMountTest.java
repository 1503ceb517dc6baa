package io.mucca.fuse.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FilterFileSystem;
import io.mucca.fs.model.ModelFileSystem;
import io.mucca.fuse.FuseEnvironment;
import io.mucca.fuse.MountOptions;
import io.mucca.fuse.MountTable;
import io.mucca.fuse.Python;
import io.mucca.fuse.Unmounter;
import io.mucca.sys.FileCalls;
import io.mucca.sys.MountCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this transport can do and that of libfuse 2 cannot, on real mounts. */
final class KernelMountTest {
  private static final MountOptions OPTIONS = MountOptions.of("test image");

  @TempDir Path temporary;

  private final FileSystem model = new ModelFileSystem(InstantSource.system(), 4096);
  private final CountingFileSystem counting = new CountingFileSystem(model);
  private Path directory = Path.of("");
  private @Nullable KernelFuseMount mount;

  @BeforeEach
  void makeMountPoint() throws IOException {
    FuseEnvironment.requireUsable();
    directory = Files.createDirectory(temporary.resolve("mnt")).toRealPath();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mount != null && mount.isMounted()) {
      mount.unmount(true);
      mount.awaitUnmounted();
    }
  }

  private KernelFuseMount mount(FileSystem fileSystem, String options) throws IOException {
    mount =
        (KernelFuseMount)
            new KernelFuseTransport().mount(fileSystem, directory, OPTIONS.withOptions(options));
    return mount;
  }

  private void assertPrints(String expected, String script) throws IOException {
    assertEquals(expected, Python.run(directory, script));
  }

  @Test
  void renameFlagsAreObeyed() throws IOException {
    mount(model, "");
    assertPrints(
        "EEXIST OK b a ENOENT",
        """
        libc = ctypes.CDLL(None, use_errno=True)
        def rename(old, new, flags):
          if libc.renameat2(-100, old, -100, new, flags) != 0:
            raise OSError(ctypes.get_errno(), '')
        open('a', 'w').write('a'); open('b', 'w').write('b')
        refused = attempt(lambda: rename(b'a', b'b', 1))
        exchanged = attempt(lambda: rename(b'a', b'b', 2))
        missing = attempt(lambda: rename(b'a', b'missing', 2))
        print(refused, exchanged, open('a').read(), open('b').read(), missing)
        """);
  }

  @Test
  void dataAndHolesAreFound() throws IOException {
    mount(model, "");
    assertPrints(
        "1048576 0 1052672 ENXIO ENXIO 2097152",
        """
        fd = os.open('f', os.O_RDWR | os.O_CREAT)
        os.pwrite(fd, b'x' * 4096, 1 << 20)
        os.ftruncate(fd, 2 << 20)
        print(os.lseek(fd, 0, os.SEEK_DATA), os.lseek(fd, 0, os.SEEK_HOLE),
            os.lseek(fd, 1 << 20, os.SEEK_HOLE),
            attempt(lambda: os.lseek(fd, 1100000, os.SEEK_DATA)),
            attempt(lambda: os.lseek(fd, 2 << 20, os.SEEK_HOLE)), os.lseek(fd, 0, os.SEEK_END))
        """);
  }

  @Test
  void requestsHaveOneMebibyte() throws IOException {
    mount(counting, "");
    Python.run(
        directory,
        """
        fd = os.open('f', os.O_RDWR | os.O_CREAT)
        os.write(fd, b'x' * (4 << 20))
        os.close(fd)
        fd = os.open('f', os.O_RDONLY | os.O_DIRECT)
        os.readv(fd, [mmap.mmap(-1, 2 << 20)])
        """);
    assertEquals(1 << 20, counting.longestWrite.get());
    assertEquals(1 << 20, counting.longestRead.get());
  }

  @Test
  void whatTheKernelKnowsIsNotAskedAgain() throws IOException {
    makeBehind("f", "text");
    mount(counting, "");
    Files.createSymbolicLink(directory.resolve("l"), Path.of("f"));
    String script =
        """
        os.stat('f'); open('f').read(); os.readlink('l'); os.path.exists('missing')
        open('l').read()
        """;
    // Once more, since reading makes the access time unknown.
    Python.run(directory, script);
    Python.run(directory, script);
    int before = counting.questions.get();
    Python.run(directory, script);
    assertEquals(before, counting.questions.get());
  }

  @Test
  void hardLinksAreOneInodeWhateverIsCached() throws IOException {
    mount(counting, "");
    assertPrints(
        "0o640 3 0o640 text2 1",
        """
        open('a', 'w').write('text')
        os.link('a', 'b')
        os.stat('a'); os.stat('b'); open('a').read()
        os.chmod('b', 0o640)
        os.link('b', 'c')
        mode = oct(stat.S_IMODE(os.stat('a').st_mode))
        links = os.stat('a').st_nlink
        open('b', 'a').write('2')
        text = open('c').read()
        os.unlink('b'); os.unlink('c')
        print(mode, links, oct(stat.S_IMODE(os.stat('a').st_mode)), text, os.stat('a').st_nlink)
        """);
  }

  private long inodeOf(String name) throws IOException {
    Attributes attributes = new Attributes();
    model.lookup(FileSystem.ROOT_INODE, name.getBytes(US_ASCII), attributes);
    return attributes.inode;
  }

  /** A file that nobody writes through the mount, so that its attributes are believed for long. */
  private void makeBehind(String name, String text) throws IOException {
    byte[] bytes = name.getBytes(US_ASCII);
    int mode = FileMode.REGULAR | 0644;
    model.createNode(FileSystem.ROOT_INODE, bytes, mode, 0, 0, 0, new Attributes());
    writeBehind(name, text);
  }

  private void writeBehind(String name, String text) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = text.getBytes(UTF_8);
      MemorySegment source = arena.allocate(bytes.length);
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, source, 0, bytes.length);
      model.write(inodeOf(name), 0, source);
    }
  }

  @Test
  void contentChangedBehindTheKernelIsSeenOnceForgotten() throws IOException {
    makeBehind("f", "old");
    KernelFuseMount mounted = mount(model, "");
    Path file = directory.resolve("f");
    assertEquals("old", Files.readString(file));
    writeBehind("f", "new");
    assertEquals("old", Files.readString(file));

    mounted.forgetCached(inodeOf("f"));

    assertEquals("new", Files.readString(file));
  }

  @Test
  void nameChangedBehindTheKernelIsSeenOnceForgotten() throws IOException {
    KernelFuseMount mounted = mount(model, "");
    Path file = directory.resolve("f");
    assertFalse(Files.exists(file));
    makeBehind("f", "text");
    assertFalse(Files.exists(file));
    mounted.forgetCached(FileSystem.ROOT_INODE, new byte[] {'f'});
    assertTrue(Files.exists(file));
  }

  @Test
  void everythingIsAskedAgainOnceAllIsForgotten() throws IOException {
    makeBehind("f", "old");
    makeBehind("g", "g");
    KernelFuseMount mounted = mount(model, "");
    assertEquals("old", Files.readString(directory.resolve("f")));
    assertFalse(Files.exists(directory.resolve("made")));
    writeBehind("f", "new");
    model.rename(
        FileSystem.ROOT_INODE, new byte[] {'g'}, FileSystem.ROOT_INODE, "made".getBytes(US_ASCII));
    assertEquals("old", Files.readString(directory.resolve("f")));
    assertFalse(Files.exists(directory.resolve("made")));

    mounted.forgetAllCached();

    assertEquals("new", Files.readString(directory.resolve("f")));
    Assumptions.assumeTrue(mounted.forgetsNames(), "this kernel cannot forget all names");
    assertEquals("g", Files.readString(directory.resolve("made")));
    assertFalse(Files.exists(directory.resolve("g")));
  }

  @Test
  void birthTimeIsShown() throws Exception {
    mount(model, "");
    Files.writeString(directory.resolve("f"), "text");
    Attributes attributes = new Attributes();
    model.getAttributes(inodeOf("f"), attributes);
    Process stat =
        new ProcessBuilder("stat", "-c", "%W", directory.resolve("f").toString()).start();
    String shown = new String(stat.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(attributes.birthSeconds, Long.parseLong(shown));
  }

  @Test
  void whatIsRemovedLivesAsLongAsItIsHeld() throws Exception {
    long before = model.statistics().inodes();
    mount(model, "");
    assertPrints(
        "0 [] 0 5 OK",
        """
        O_PATH = 0o10000000
        os.mkdir('d'); open('f', 'w').write('text!')
        held = os.open('f', O_PATH)
        os.chdir('d')
        os.unlink('../f'); os.rmdir('../d')
        here = os.stat('.')
        f = os.fstat(held)
        print(here.st_nlink, os.listdir('.'), f.st_nlink, f.st_size,
            attempt(lambda: os.stat('..')))
        """);
    Objects.requireNonNull(mount).unmount(false);
    assertEquals(before, model.statistics().inodes());
  }

  @Test
  void forgottenInodesAreNoLongerKnown() throws Exception {
    KernelFuseMount mounted = mount(model, "");
    Python.run(
        directory,
        """
        for d in range(20):
          os.mkdir('d%d' % d)
          for i in range(1000): open('d%d/%d' % (d, i), 'w').close()
        for d in range(20):
          for e in os.scandir('d%d' % d): e.stat()
          for i in range(500): os.unlink('d%d/%d' % (d, i))
        """);
    assertTrue(mounted.knownInodes() > 10_000);
    Path dropCaches = Path.of("/proc/sys/vm/drop_caches");
    Assumptions.assumeTrue(Files.isWritable(dropCaches), "needs root");
    // The kernel may have a name in use for a moment.
    for (int i = 0; i < 600 && mounted.knownInodes() > 1; i++) {
      Files.writeString(dropCaches, "2");
      Thread.sleep(100);
    }
    assertEquals(1, mounted.knownInodes());
  }

  @Test
  void setIdBitsAndCapabilitiesGoWithWritesOfOthers() throws IOException {
    mount(model, "allow_other");
    assertPrints(
        "0o6777 0o777 0o755 ENODATA OK 0o6755",
        """
        capability = struct.pack('<IIIII', 0x02000001, 1 << 10, 0, 0, 0)
        def mode(): return oct(stat.S_IMODE(os.stat('f').st_mode))
        open('f', 'w').write('text')
        os.chmod('f', 0o6777)
        open('f', 'a').write('by root')
        by_root = mode()
        pid = os.fork()
        if pid == 0:
          os.setgid(1234); os.setuid(4321)
          open('f', 'a').write('by another')
          os._exit(0)
        os.waitpid(pid, 0)
        by_other = mode()
        os.chmod('f', 0o6755)
        os.chown('f', 1, 1)
        by_chown = mode()
        os.setxattr('f', 'security.capability', capability)
        open('f', 'a').write('more')
        gone = attempt(lambda: os.getxattr('f', 'security.capability'))
        os.setxattr('f', 'security.capability', capability)
        os.chmod('f', 0o6755)
        kept = attempt(lambda: os.getxattr('f', 'security.capability'))
        print(by_root, by_other, by_chown, gone, kept, mode())
        """);
  }

  @Test
  void filesWithoutACacheAreSharedWithThoseThatHaveOne() throws IOException {
    mount(model, "");
    assertPrints(
        "b'dddd' b'cccc' b'mmmm'",
        """
        open('f', 'wb').write(b'0' * 8192)
        cached = os.open('f', os.O_RDWR); direct = os.open('f', os.O_RDWR | os.O_DIRECT)
        os.pread(cached, 10, 0)
        block = mmap.mmap(-1, 4096)
        block[:] = b'd' * 4096
        os.pwritev(direct, [block], 0)
        first = os.pread(cached, 4, 0)
        os.pwrite(cached, b'c' * 4096, 4096)
        os.preadv(direct, [block], 4096)
        second = block[:4]
        m = mmap.mmap(direct, 8192)
        m[0:4] = b'mmmm'
        m.flush()
        print(first, second, os.pread(cached, 4, 0))
        """);
  }

  @Test
  void handlesOutliveTheKernelsCacheAndNotTheirFile() throws IOException {
    mount(model, "");
    Assumptions.assumeTrue(Files.isWritable(Path.of("/proc/sys/vm/drop_caches")), "needs root");
    assertPrints(
        "b'text' ESTALE",
        """
        libc = ctypes.CDLL(None, use_errno=True)
        class Handle(ctypes.Structure):
          _fields_ = [('bytes', ctypes.c_uint), ('type', ctypes.c_int),
              ('handle', ctypes.c_ubyte * 128)]
        here = os.open('.', os.O_RDONLY)
        def handle_of(name):
          h = Handle(128); mount = ctypes.c_int()
          assert libc.name_to_handle_at(-100, name, ctypes.byref(h), ctypes.byref(mount), 0) == 0
          return h
        def open_handle(h):
          fd = libc.open_by_handle_at(here, ctypes.byref(h), os.O_RDONLY)
          if fd < 0: raise OSError(ctypes.get_errno(), '')
          return fd
        os.mkdir('d')
        open('d/f', 'w').write('text')
        h = handle_of(b'd/f')
        open('/proc/sys/vm/drop_caches', 'w').write('2')
        fd = open_handle(h)
        text = os.read(fd, 10)
        os.close(fd)
        os.unlink('d/f')
        # The kernel tells of the close some time after it.
        for i in range(200):
          result = attempt(lambda: os.close(open_handle(h)))
          if result != 'OK': break
          time.sleep(0.05)
        print(text, result)
        """);
  }

  @Test
  void timesOfWritesHeldBackAreKept() throws Exception {
    KernelFuseMount mounted = mount(model, "writeback_cache");
    String script =
        """
        if not os.path.exists('f'):
          fd = os.open('f', os.O_CREAT | os.O_RDWR)
          os.write(fd, b'text'); os.write(fd, b'more')
          open('f', 'a').write('appended')
          os.fsync(fd)
        print(os.stat('f').st_mtime_ns, os.stat('f').st_size, open('f').read())
        """;
    String before = Python.run(directory, script);
    mounted.unmount(false);
    mount(model, "");
    assertEquals(before, Python.run(directory, script));
  }

  @Test
  void locksAreKept() throws IOException {
    mount(model, "");
    assertPrints(
        "EAGAIN EAGAIN OK",
        """
        a = open('f', 'w'); b = open('f', 'w')
        fcntl.flock(a, fcntl.LOCK_EX)
        flocked = attempt(lambda: fcntl.flock(b, fcntl.LOCK_EX | fcntl.LOCK_NB))
        fcntl.lockf(a, fcntl.LOCK_EX, 10)
        def other():
          pid = os.fork()
          if pid == 0:
            os._exit(0 if attempt(
                lambda: fcntl.lockf(b, fcntl.LOCK_EX | fcntl.LOCK_NB, 10)) == 'EAGAIN' else 1)
          return os.waitpid(pid, 0)[1]
        locked = 'EAGAIN' if other() == 0 else 'OK'
        a.close()
        free = 'OK' if other() != 0 else 'EAGAIN'
        print(flocked, locked, free)
        """);
  }

  @Test
  void abortedConnectionEndsAndLeavesNoMount() throws Exception {
    KernelFuseMount mounted = mount(model, "");
    String device = MountTable.read().topmostAt(directory).orElseThrow().device();
    Path connections = Files.createDirectory(temporary.resolve("connections"));
    MountCalls.mount("none", connections, "fusectl", 0, "");
    try {
      String minor = device.substring(device.indexOf(':') + 1);
      Files.writeString(connections.resolve(minor).resolve("abort"), "1");
    } finally {
      MountCalls.umount2(connections, 0);
    }
    mounted.awaitUnmounted();
    assertTrue(MountTable.read().topmostAt(directory).isEmpty());
  }

  @Test
  void helperPassesTheConnection() throws IOException {
    int fd = HelperMount.mount(directory, OPTIONS.withOptions("noexec"));
    try {
      Agreement agreement = Handshake.run(fd, false, false);
      assertNotEquals(0, agreement.flags());
      MountTable.Entry entry = MountTable.read().topmostAt(directory).orElseThrow();
      assertEquals("fuse.mucca", entry.type());
      assertEquals("test image", entry.source());
    } finally {
      Unmounter.unmount(directory, true);
      FileCalls.close(fd);
    }
  }

  @Test
  void refusalOfTheHelperIsPassedOn() throws IOException {
    Path missing = temporary.resolve("missing");
    IOException refused =
        assertThrows(IOException.class, () -> HelperMount.mount(missing, OPTIONS));
    assertTrue(refused.getMessage().contains("No such file"), refused.getMessage());
  }

  @Test
  void threadsGrowWithWhatWaits() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(8);
    FileSystem slow =
        new FilterFileSystem(model) {
          @Override
          public void fsync(long inode) throws IOException {
            waiting.countDown();
            try {
              released.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    KernelFuseMount mounted = mount(slow, "");
    Process syncs =
        new ProcessBuilder(
                "python3",
                "-c",
                """
                import os, sys, threading
                def sync(i): os.fsync(os.open(sys.argv[1] + '/f%d' % i, os.O_CREAT | os.O_RDWR))
                threads = [threading.Thread(target=sync, args=(i,)) for i in range(8)]
                for t in threads: t.start()
                for t in threads: t.join()
                """,
                directory.toString())
            .inheritIO()
            .start();
    waiting.await();
    assertTrue(Files.exists(directory.resolve("f0")));
    assertTrue(Files.getFileStore(directory).getTotalSpace() > 0);
    assertTrue(mounted.threadCount() > 8, () -> mounted.threadCount() + " threads");
    released.countDown();
    assertEquals(0, syncs.waitFor());
  }
}
