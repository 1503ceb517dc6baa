package io.mucca.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.model.ModelFileSystem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link FuseTransport} must do, shown by programs on a real mount of an in-memory
 * filesystem.
 */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
public abstract class FuseTransportSuite {
  private static final MountOptions OPTIONS = MountOptions.of("test image, with \\ and space");

  @TempDir Path temporary;

  private Path directory = Path.of("");
  private final FileSystem model = new ModelFileSystem(InstantSource.system(), 4096);
  private @Nullable FuseMount mount;

  protected abstract FuseTransport transport();

  /** Whether the kernel checks access control lists; where it does not, none can be set. */
  protected abstract boolean obeysAcls();

  /** Whether fallocate does more than to punch holes. */
  protected abstract boolean canAllocate();

  /** Whether the filesystem hears of a read and a write before the program does. */
  protected boolean readsAndWritesThrough() {
    return true;
  }

  @BeforeEach
  void makeMountPoint() throws IOException {
    FuseEnvironment.requireUsable();
    directory = Files.createDirectory(temporary.resolve("mount point")).toRealPath();
  }

  @AfterEach
  void unmount() throws Exception {
    if (mount != null && mount.isMounted()) {
      mount.unmount(true);
      mount.awaitUnmounted();
    }
  }

  private FuseMount mount(FileSystem fileSystem, MountOptions options) throws IOException {
    FuseMount mounted = transport().mount(fileSystem, directory, options);
    mount = mounted;
    return mounted;
  }

  private Path mountModel() throws IOException {
    return mount(model, OPTIONS).directory();
  }

  private static void assertPrints(String expected, Path directory, String script)
      throws IOException {
    assertEquals(expected, Python.run(directory, script));
  }

  @Test
  void contentReadsBackAfterWriteAppendAndTruncate() throws IOException {
    Path file = mountModel().resolve("file");
    long seed = System.nanoTime();
    byte[] content = new byte[1_000_003];
    new Random(seed).nextBytes(content);

    Files.write(file, content);
    assertArrayEquals(content, Files.readAllBytes(file), "seed " + seed);

    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    assertEquals(content.length + 3, Files.size(file));

    assertPrints(
        "b'' 5",
        directory,
        """
        os.truncate('file', 5)
        with open('file', 'rb') as f: f.seek(5); print(f.read(), os.stat('file').st_size)
        """);
    assertPrints(
        "3 b'\\x00\\x00\\x00'",
        directory,
        """
        os.truncate('file', 8)
        with open('file', 'rb') as f: f.seek(5); rest = f.read(); print(len(rest), rest)
        """);
  }

  @Test
  void openTruncatesAndCreatesExclusively() throws IOException {
    assertPrints(
        "0 EEXIST",
        mountModel(),
        """
        open('f', 'w').write('content')
        os.close(os.open('f', os.O_WRONLY | os.O_TRUNC))
        print(os.stat('f').st_size, attempt(lambda: os.open('f', os.O_CREAT | os.O_EXCL)))
        """);
  }

  @Test
  void renameReplacesExistingFile() throws IOException {
    Path root = mountModel();
    Files.writeString(root.resolve("old"), "old");
    Files.writeString(root.resolve("new"), "new");

    Files.move(root.resolve("new"), root.resolve("old"), StandardCopyOption.REPLACE_EXISTING);

    assertEquals("new", Files.readString(root.resolve("old")));
    assertFalse(Files.exists(root.resolve("new")));
  }

  @Test
  void renameOverAnOpenFileKeepsItReadable() throws IOException {
    assertPrints(
        "['target'] old 0 new True",
        mountModel(),
        """
        open('target', 'w').write('old')
        open('source', 'w').write('new')
        f = open('target')
        before = os.fstat(f.fileno()).st_ino
        os.rename('source', 'target')
        s = os.fstat(f.fileno())
        print(os.listdir(), f.read(), s.st_nlink, open('target').read(), s.st_ino == before)
        """);
  }

  @Test
  void failedRenameOverAnOpenFileChangesNothing() throws IOException {
    assertPrints(
        "EISDIR 1 old ['directory', 'target']",
        mountModel(),
        """
        open('target', 'w').write('old')
        os.mkdir('directory')
        f = open('target')
        # The kernel refuses before it asks; what matters is that the open file stays whole.
        result = attempt(lambda: os.rename('target', 'directory'))
        print(result, os.fstat(f.fileno()).st_nlink, open('target').read(), sorted(os.listdir()))
        """);
  }

  @Test
  void renameToANameLikeAHiddenFileIsARename() throws IOException {
    assertPrints(
        "['.fuse_hidden0000000200000001'] text",
        mountModel(),
        """
        open('a', 'w').write('text')
        os.rename('a', '.fuse_hidden0000000200000001')
        print(os.listdir(), open('.fuse_hidden0000000200000001').read())
        """);
  }

  @Test
  void hardLinksShareAttributesAndContent() throws IOException {
    assertPrints(
        "2 True 0o640 xyz 3 1",
        mountModel(),
        """
        open('a', 'w').write('abc')
        os.chmod('a', 0o600)
        os.link('a', 'b')
        a = os.stat('a'); b = os.stat('b')
        same = a.st_ino == b.st_ino
        os.chmod('b', 0o640)
        mode = oct(stat.S_IMODE(os.stat('a').st_mode))
        reader = os.open('a', os.O_RDONLY)
        os.pread(reader, 3, 0)
        writer = os.open('b', os.O_WRONLY)
        os.pwrite(writer, b'xyz', 0)
        text = os.pread(reader, 3, 0).decode()
        os.unlink('b')
        print(a.st_nlink, same, mode, text, os.fstat(reader).st_size, os.stat('a').st_nlink)
        """);
  }

  @Test
  void appendsThroughTwoNamesLoseNothing() throws IOException {
    assertPrints(
        "abcd",
        mountModel(),
        """
        open('a', 'w').close()
        os.link('a', 'b')
        one = os.open('a', os.O_WRONLY | os.O_APPEND)
        two = os.open('b', os.O_WRONLY | os.O_APPEND)
        os.write(one, b'a'); os.write(two, b'b'); os.write(one, b'c'); os.write(two, b'd')
        print(open('a').read())
        """);
  }

  @Test
  void unlinkedOpenFileKeepsWorkingAndLeavesNoName() throws IOException {
    assertPrints(
        "[] 0 b'before after' 12 0o600 7 3 OK",
        mountModel(),
        """
        os.mkdir('d')
        fd = os.open('d/f', os.O_RDWR | os.O_CREAT)
        os.write(fd, b'before')
        os.unlink('d/f')
        names = os.listdir('d')
        links = os.fstat(fd).st_nlink
        os.write(fd, b' after')
        text = os.pread(fd, 100, 0)
        size = os.fstat(fd).st_size
        os.fchmod(fd, 0o600)
        mode = oct(stat.S_IMODE(os.fstat(fd).st_mode))
        os.utime(fd, (7, 7))
        when = int(os.fstat(fd).st_mtime)
        os.ftruncate(fd, 3)
        print(names, links, text, size, mode, when, os.fstat(fd).st_size,
            attempt(lambda: os.rmdir('d')))
        os.fsync(fd)
        os.pread(fd, 3, 0)
        os.close(fd)
        """);
  }

  @Test
  void unlinkOfOneNameOfAnOpenFileLeavesTheOther() throws IOException {
    assertPrints(
        "1 1 ['b'] text",
        mountModel(),
        """
        open('a', 'w').write('text')
        os.link('a', 'b')
        f = open('a')
        os.unlink('a')
        print(os.fstat(f.fileno()).st_nlink, os.stat('b').st_nlink, os.listdir(), f.read())
        """);
  }

  @Test
  void orphansAreGoneAfterTheLastClose() throws Exception {
    mountModel();
    long before = model.statistics().inodes();
    Python.run(
        directory,
        """
        files = [open('f%d' % i, 'w') for i in range(20)]
        for i in range(20): os.unlink('f%d' % i)
        """);
    unmountLazily();
    assertEquals(before, model.statistics().inodes());
  }

  @Test
  void orphansOfACutConnectionAreClosed() throws Exception {
    mountModel();
    long before = model.statistics().inodes();
    Process holder =
        new ProcessBuilder(
                "python3",
                "-c",
                "import os,sys,time; f=open(sys.argv[1],'w'); os.unlink(sys.argv[1]);"
                    + " print('ready',flush=True); time.sleep(60)",
                directory.resolve("held").toString())
            .start();
    assertEquals('r', holder.getInputStream().read());
    assertEquals(before + 1, model.statistics().inodes());

    FuseMount busy = mounted();
    IOException refused = assertThrows(IOException.class, () -> busy.unmount(false));
    assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
    busy.unmount(true);
    assertTrue(busy.isMounted());
    holder.destroyForcibly().waitFor();
    busy.awaitUnmounted();

    assertFalse(busy.isMounted());
    assertEquals(before, model.statistics().inodes());
  }

  private void unmountLazily() throws Exception {
    mounted().unmount(true);
    mounted().awaitUnmounted();
  }

  private FuseMount mounted() {
    return Objects.requireNonNull(mount);
  }

  @Test
  void namesThatAreNotUtf8StayDistinct() throws IOException {
    assertPrints(
        "[b'\\xff\\xfd', b'\\xff\\xfe'] one two b'\\xff'",
        mountModel(),
        """
        open(b'\\xff\\xfe', 'w').write('one')
        open(b'\\xff\\xfd', 'w').write('two')
        names = sorted(os.listdir(b'.'))
        os.symlink(b'\\xff', b'link')
        texts = open(b'\\xff\\xfe').read() + ' ' + open(b'\\xff\\xfd').read()
        print(names, texts, os.readlink(b'link'))
        """);
  }

  @Test
  void longNamesWorkUpToTheLimit() throws IOException {
    assertPrints(
        "OK ENAMETOOLONG True",
        mountModel(),
        """
        made = attempt(lambda: open('x' * 255, 'w').close())
        print(made, attempt(lambda: open('x' * 256, 'w')), os.listdir() == ['x' * 255])
        """);
  }

  @Test
  void timesAreSetOneAtATime() throws IOException {
    assertPrints(
        "5000000007 11000000013 True True",
        mountModel(),
        """
        open('f', 'w').close()
        os.utime('f', ns=(5000000007, 6000000009))
        libc = ctypes.CDLL(None, use_errno=True)
        class T(ctypes.Structure): _fields_ = [('s', ctypes.c_long), ('n', ctypes.c_long)]
        OMIT = (1 << 30) - 2; NOW = (1 << 30) - 1
        def utimensat(a, m):
          assert libc.utimensat(-100, b'f', (T * 2)(a, m), 0) == 0
        utimensat(T(0, OMIT), T(11, 13))
        s = os.stat('f')
        utimensat(T(0, NOW), T(0, OMIT))
        n = os.stat('f')
        print(s.st_atime_ns, s.st_mtime_ns, n.st_mtime_ns == s.st_mtime_ns, n.st_atime > 1e9)
        """);
  }

  @Test
  void ownersAreSetOneAtATime() throws IOException {
    assertPrints(
        "7 0 7 8",
        mountModel(),
        """
        open('f', 'w').close()
        os.chown('f', 7, -1); s = os.stat('f')
        os.chown('f', -1, 8); t = os.stat('f')
        print(s.st_uid, s.st_gid, t.st_uid, t.st_gid)
        """);
  }

  @Test
  void symlinksHoldTheirTarget() throws IOException {
    Path root = mountModel();
    String target = "x".repeat(4000);
    Files.createSymbolicLink(root.resolve("long"), Path.of(target));
    Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
    Files.writeString(root.resolve("file"), "text");

    assertEquals("text", Files.readString(root.resolve("link")));
    assertEquals(target, Files.readSymbolicLink(root.resolve("long")).toString());
  }

  @Test
  void specialFilesKeepTypeAndDeviceNumber() throws IOException {
    assertPrints(
        "True True True 259 70000 0o644",
        mountModel(),
        """
        os.umask(0o022)
        os.mkfifo('fifo')
        os.mknod('dev', 0o666 | stat.S_IFCHR, os.makedev(259, 70000))
        os.mknod('socket', 0o666 | stat.S_IFSOCK)
        d = os.stat('dev')
        print(stat.S_ISFIFO(os.stat('fifo').st_mode), stat.S_ISCHR(d.st_mode),
            stat.S_ISSOCK(os.stat('socket').st_mode), os.major(d.st_rdev), os.minor(d.st_rdev),
            oct(stat.S_IMODE(d.st_mode)))
        """);
  }

  @Test
  void newFilesBelongToTheirMaker() throws IOException {
    mount(model, OPTIONS.withOptions("allow_other"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertPrints(
        "4321 1234 EACCES",
        directory,
        """
        open('roots', 'w').close(); os.chmod('roots', 0o600)
        os.setgid(1234); os.setuid(4321)
        open('f', 'w').close()
        print(os.stat('f').st_uid, os.stat('f').st_gid, attempt(lambda: open('roots')))
        """);
  }

  @Test
  void extendedAttributesFollowTheSizeProtocol() throws IOException {
    assertPrints(
        "b'value' ['user.a', 'user.b'] 5 ERANGE EEXIST ENODATA ENODATA %s b'' 60000"
            .formatted(obeysAcls() ? "OK OK" : "ENOTSUP ENOTSUP"),
        mountModel(),
        """
        open('f', 'w').close()
        os.setxattr('f', 'user.a', b'value')
        os.setxattr('f', 'user.b', b'')
        libc = ctypes.CDLL(None, use_errno=True)
        def raw(size):
          n = libc.getxattr(b'f', b'user.a', ctypes.create_string_buffer(100), size)
          return n if n >= 0 else errno.errorcode[ctypes.get_errno()]
        names = sorted(os.listxattr('f'))
        sizes = (raw(0), raw(4))
        create = attempt(lambda: os.setxattr('f', 'user.a', b'', os.XATTR_CREATE))
        replace = attempt(lambda: os.setxattr('f', 'user.c', b'', os.XATTR_REPLACE))
        missing = attempt(lambda: os.removexattr('f', 'user.c'))
        # Version 2; user rw, group r, others nothing.
        acl = struct.pack('<I' + 'HHI' * 3, 2, 1, 6, 2**32 - 1, 4, 4, 2**32 - 1, 32, 0, 2**32 - 1)
        set_acl = attempt(lambda: os.setxattr('f', 'system.posix_acl_access', acl))
        get_acl = attempt(lambda: os.getxattr('f', 'system.posix_acl_access'))
        os.setxattr('f', 'user.big', b'x' * 60000)
        print(os.getxattr('f', 'user.a'), names, *sizes, create, replace, missing, set_acl, get_acl,
            os.getxattr('f', 'user.b'), len(os.getxattr('f', 'user.big')))
        """);
  }

  @Test
  void statfsShowsTheFilesystemsFigures() throws IOException {
    mountModel();
    var statistics = model.statistics();
    assertPrints(
        statistics.blockSizeBytes() + " " + statistics.totalBlocks() + " 255",
        directory,
        "s = os.statvfs('.'); print(s.f_frsize, s.f_blocks, s.f_namemax)");
  }

  @Test
  void mountTableShowsSourceAndType() throws IOException {
    mountModel();
    MountTable.Entry entry = MountTable.read().topmostAt(directory).orElseThrow();
    assertEquals("test image, with \\ and space", entry.source());
    assertEquals("fuse.mucca", entry.type());
  }

  @Test
  void holesArePunchedAndFilesGrow() throws IOException {
    assertPrints(
        canAllocate() ? "0 True 99999 0" : "0 True 12288 ENOTSUP",
        mountModel(),
        """
        libc = ctypes.CDLL(None, use_errno=True)
        libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
        open('f', 'wb').write(b'x' * 12288)
        fd = os.open('f', os.O_RDWR)
        punched = libc.fallocate(fd, 3, 4096, 4096)
        content = os.pread(fd, 20000, 0)
        expected = b'x' * 4096 + bytes(4096) + b'x' * 4096
        refused = libc.fallocate(fd, 0, 0, 99999)
        print(punched, content == expected, os.fstat(fd).st_size,
            refused and errno.errorcode[ctypes.get_errno()])
        """);
  }

  @Test
  void sharedMappingsAreWrittenBackByUnmount() throws Exception {
    mountModel();
    Python.run(
        directory,
        """
        open('f', 'wb').write(bytes(10000))
        f = open('f', 'r+b')
        m = mmap.mmap(f.fileno(), 10000)
        m[5000:5004] = b'here'
        os._exit(0)
        """);
    mounted().unmount(false);
    assertFalse(mounted().isMounted());

    mountModel();
    assertPrints("b'here'", directory, "f = open('f', 'rb'); f.seek(5000); print(f.read(4))");
  }

  @Test
  void sharedMappingsAreThereWhenHandedOver() throws IOException {
    int size = 1 << 20;
    Path file = mount(new SlowFileSystem(model), OPTIONS).directory().resolve("f");
    Files.write(file, new byte[size]);
    Attributes attributes = new Attributes();
    model.lookup(FileSystem.ROOT_INODE, new byte[] {'f'}, attributes);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
      MemorySegment arrived = arena.allocate(size);
      for (int round = 1; round <= 100; round++) {
        mapping.fill((byte) round);
        KernelPages.handOver(directory, mounted()::hasReceivedPages);
        assertEquals(size, model.read(attributes.inode, 0, arrived));
        assertEquals(-1, arrived.mismatch(mapping), "round " + round);
      }
    }
  }

  @Test
  void bigDirectoryListsCompletelyWhileItIsEmptied() throws IOException {
    assertPrints(
        "20000 20000 0 OK",
        mountModel(),
        """
        os.mkdir('big')
        for i in range(20000): os.mknod('big/%05d' % i)
        names = len(set(os.listdir('big')))
        removed = 0
        with os.scandir('big') as entries:
          for e in entries:
            os.unlink(e.path); removed += 1
        print(names, removed, len(os.listdir('big')), attempt(lambda: os.rmdir('big')))
        """);
  }

  @Test
  void directoryPositionsStayValid() throws IOException {
    assertPrints(
        "True True 2003",
        mountModel(),
        """
        libc = ctypes.CDLL(None, use_errno=True)
        class Dirent(ctypes.Structure):
          _fields_ = [('ino', ctypes.c_ulong), ('off', ctypes.c_long), ('len', ctypes.c_ushort),
              ('type', ctypes.c_ubyte), ('name', ctypes.c_char * 256)]
        libc.opendir.restype = ctypes.c_void_p
        libc.readdir.restype = ctypes.POINTER(Dirent)
        libc.readdir.argtypes = libc.rewinddir.argtypes = libc.telldir.argtypes = [ctypes.c_void_p]
        libc.telldir.restype = ctypes.c_long
        libc.seekdir.argtypes = [ctypes.c_void_p, ctypes.c_long]
        os.mkdir('d')
        for i in range(2000): os.mknod('d/%d' % i)
        d = libc.opendir(b'd')
        def rest():
          names = []
          while True:
            e = libc.readdir(d)
            if not e: return names
            names.append(e.contents.name)
        first = [libc.readdir(d).contents.name for i in range(700)]
        position = libc.telldir(d)
        second = rest()
        libc.seekdir(d, position)
        again = rest()
        os.mknod('d/late')
        libc.rewinddir(d)
        every = rest()
        print(again == second, sorted(first + second) == sorted(every[:-1]), len(every))
        """);
  }

  @Test
  void readOnlyMountRefusesEveryChange() throws Exception {
    mountModel();
    Python.run(directory, "open('f', 'w').write('text'); os.mkdir('d')");
    mounted().unmount(false);

    mount(model, OPTIONS.withOptions("ro"));
    assertPrints(
        "{'EROFS'} text",
        directory,
        """
        calls = [
          lambda: open('f', 'r+'), lambda: open('new', 'w'), lambda: os.mkdir('new'),
          lambda: os.rmdir('d'), lambda: os.unlink('f'), lambda: os.rename('f', 'g'),
          lambda: os.link('f', 'g'), lambda: os.symlink('f', 'g'), lambda: os.mkfifo('new'),
          lambda: os.chmod('f', 0), lambda: os.chown('f', 1, 1), lambda: os.utime('f'),
          lambda: os.truncate('f', 0), lambda: os.setxattr('f', 'user.a', b''),
          lambda: os.removexattr('f', 'user.a')]
        print(set(attempt(c) for c in calls), open('f').read())
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lookup          | os.stat('f')
          getAttributes   | os.stat('.')
          createNode      | open('new', 'w')
          createNode      | os.mkfifo('new')
          makeDirectory   | os.mkdir('new')
          makeSymlink     | os.symlink('f', 'new')
          readSymlink     | os.readlink('s')
          link            | os.link('f', 'new')
          unlink          | os.unlink('f')
          unlink          | (open('f'), os.unlink('f'))
          removeDirectory | os.rmdir('d')
          rename          | os.rename('f', 'g')
          setAttributes   | os.chmod('f', 0)
          setAttributes   | os.utime('f')
          truncate        | os.truncate('f', 0)
          open            | open('f')
          open            | os.listdir('d')
          readDirectory   | os.listdir('d')
          parentOf        | os.listdir('d')
          read            | open('f').read()
          write           | os.write(os.open('f', os.O_WRONLY), b'x')
          append          | os.write(os.open('f', os.O_WRONLY + os.O_APPEND), b'x')
          fsync           | os.fsync(os.open('f', os.O_RDONLY))
          fsync           | os.fsync(os.open('d', os.O_RDONLY))
          getXattr        | os.getxattr('f', 'user.a')
          setXattr        | os.setxattr('f', 'user.a', b'')
          removeXattr     | os.removexattr('f', 'user.a')
          listXattrs      | os.listxattr('f')
          statistics      | os.statvfs('.')
          """)
  void failingMethodIsAnErrorAndNeverSuccess(String method, String call) throws IOException {
    assumeTrue(readsAndWritesThrough() || !Set.of("read", "write", "append").contains(method));
    FaultyFileSystem faulty = new FaultyFileSystem(model);
    mount(faulty.fileSystem(), OPTIONS.withOptions("entry_timeout=0,attr_timeout=0"));
    Python.run(
        directory,
        """
        open('f', 'w').write('text'); os.mkdir('d'); os.symlink('x', 's')
        os.setxattr('f', 'user.a', b'')
        """);
    faulty.failIn(method, new IllegalStateException("a bug"));
    String result = Python.run(temporary, attemptInside(call));
    faulty.recover();

    assertEquals("EIO", result);
    assertPrints(
        "['d', 'f', 's'] text", directory, "print(sorted(os.listdir()), open('f').read())");
  }

  /**
   * A script that does a call inside the mount without changing to it, which would ask for
   * attributes.
   */
  private String attemptInside(String call) {
    String inside = call.replaceAll("'(f|g|d|s|new|\\.)'", "'mount point/$1'");
    return "print(attempt(lambda: " + inside + "))";
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyKindOfFailureIsAnError(Throwable failure) throws IOException {
    FaultyFileSystem faulty = new FaultyFileSystem(model);
    mount(faulty.fileSystem(), OPTIONS);
    Files.createFile(directory.resolve("f"));

    faulty.failIn("unlink", failure);
    assertPrints("EIO", temporary, attemptInside("os.unlink('f')"));
    faulty.recover();

    assertTrue(Files.exists(directory.resolve("f")));
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IOException("the disk is gone"),
        new IllegalStateException("a bug"),
        new StackOverflowError("a loop"),
        new OutOfMemoryError("too much"));
  }

  @Test
  void filesystemThatCannotAnswerIsNotMounted() throws IOException {
    FaultyFileSystem faulty = new FaultyFileSystem(model);
    faulty.failEverywhereWith(new IOException("the disk is gone"));
    IOException refused =
        assertThrows(
            IOException.class, () -> transport().mount(faulty.fileSystem(), directory, OPTIONS));
    assertTrue(refused.getMessage().contains("fails to answer"), refused.getMessage());
    assertTrue(MountTable.read().topmostAt(directory).isEmpty());
  }

  @Test
  void fusermountEndsTheMount() throws Exception {
    FuseMount mounted = mount(model, OPTIONS);
    assertTrue(mounted.isMounted());
    Process fusermount =
        new ProcessBuilder("fusermount3", "-u", directory.toString()).inheritIO().start();
    assertEquals(0, fusermount.waitFor());

    mounted.awaitUnmounted();

    assertFalse(mounted.isMounted());
    mounted.unmount(false);
  }

  @Test
  void unsuitableMountPointsAreRefused() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    assertRefused("not a directory", file);
    assertRefused("does not exist", temporary.resolve("missing"));
    Files.createFile(directory.resolve("something"));
    assertRefused("not empty", directory);

    mount(model, OPTIONS.withOptions("nonempty"));
    try (Stream<Path> entries = Files.list(directory)) {
      assertEquals(0, entries.count());
    }
    assertRefused("is mounted there", directory);
  }

  private void assertRefused(String reason, Path mountPoint) {
    IOException refused =
        assertThrows(IOException.class, () -> transport().mount(model, mountPoint, OPTIONS));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  @Test
  void manyWritersShareTheMount() throws Exception {
    mountModel();
    assertPrints(
        "True",
        directory,
        """
        import threading
        def work(n):
          for i in range(50):
            p = 'f%d_%d' % (n, i)
            open(p, 'wb').write(bytes([n]) * 9000)
            ok.append(open(p, 'rb').read() == bytes([n]) * 9000)
            os.rename(p, 'g%d' % n)
            os.unlink('g%d' % n)
        ok = []
        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for t in threads: t.start()
        for t in threads: t.join()
        print(len(ok) == 400 and all(ok) and os.listdir() == [])
        """);
  }

  @Test
  void threadsDoNotMultiply() throws Exception {
    mountModel();
    String script =
        """
        for i in range(2000):
          open('f', 'wb').write(b'x' * 4096); os.stat('f'); open('f', 'rb').read()
        """;
    Python.run(directory, script);
    var threads = ManagementFactory.getThreadMXBean();
    long startedBefore = threads.getTotalStartedThreadCount();
    Python.run(directory, script);
    long started = threads.getTotalStartedThreadCount() - startedBefore;
    // The JVM starts a few of its own for the helper process and compilation.
    assertTrue(started < 50, started + " threads were started");
  }
}
