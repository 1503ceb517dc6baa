package io.mucca.fuse.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.fuse.FuseEnvironment;
import io.mucca.fuse.FuseMount;
import io.mucca.fuse.MountOptions;
import io.mucca.fuse.Python;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What libfuse 2 cannot ask for: real system calls on a mounted volume. */
final class KernelOperationsTest {
  private Path directory = Path.of("");

  private final VolumeImage image;
  private final FileSystem volume;
  private final FuseMount mount;

  KernelOperationsTest(@TempDir Path mountPoint) throws IOException {
    FuseEnvironment.requireUsable();
    KeptDevice device = new KeptDevice(new MemoryDevice(256 << 20, 512));
    VolumeImage.format(device, FormatOptions.DEFAULT);
    image = VolumeImage.open(device, OpenOptions.DEFAULT);
    volume = image.openRoot(RootName.volume("main"), false);
    mount = new KernelFuseTransport().mount(volume, mountPoint, MountOptions.of("test"));
  }

  @BeforeEach
  void work() {
    directory = mount.directory();
  }

  @AfterEach
  void unmount() throws Exception {
    mount.unmount(true);
    mount.awaitUnmounted();
    volume.close();
    image.close();
  }

  private void assertPrints(String expected, String script) throws IOException {
    assertEquals(expected, Python.run(directory, script));
  }

  @Test
  void temporaryFileCanGetAName() throws IOException {
    assertPrints(
        "0 1 b'content' ENOENT",
        """
        libc = ctypes.CDLL(None, use_errno=True)
        def name(fd, new):
            if libc.linkat(-100, f'/proc/self/fd/{fd}'.encode(), -100, new.encode(), 0x400):
                raise OSError(ctypes.get_errno(), 'linkat')
        fd = os.open('.', os.O_TMPFILE | os.O_RDWR, 0o600)
        os.write(fd, b'content')
        before = os.fstat(fd).st_nlink
        name(fd, 'named')
        os.close(fd)
        gone = os.open('.', os.O_TMPFILE | os.O_RDWR | os.O_EXCL, 0o600)
        print(before, os.stat('named').st_nlink, open('named', 'rb').read(),
              attempt(lambda: name(gone, 'other')))
        """);
  }

  @Test
  void fallocateGrowsKeepsZeroesAndPunches() throws IOException {
    assertPrints(
        "100000 100000 b'aa' 0 20000 b'\\x00\\x00' ENOTSUP ENOSPC",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
        def fallocate(fd, mode, offset, length):
            if libc.fallocate(fd, mode, offset, length):
                raise OSError(ctypes.get_errno(), 'fallocate')
        f = os.open('f', os.O_CREAT | os.O_RDWR)
        os.pwrite(f, b'a' * 10000, 0)
        fallocate(f, 0, 50000, 50000)
        grown = os.fstat(f).st_size
        fallocate(f, 1, 0, 500000)
        kept = os.fstat(f).st_size
        fallocate(f, 0x10, 4096, 4096)
        g = os.open('g', os.O_CREAT | os.O_RDWR)
        fallocate(g, 0x10, 10000, 10000)
        print(grown, kept, os.pread(f, 2, 4094), sum(os.pread(f, 4096, 4096)),
              os.fstat(g).st_size, os.pread(g, 2, 0),
              attempt(lambda: fallocate(f, 8, 0, 4096)),
              attempt(lambda: fallocate(f, 0, 0, 1 << 40)))
        """);
  }

  @Test
  void renameLeavesAWhiteout() throws IOException {
    assertPrints(
        "True 0 1 EEXIST",
        """
        import ctypes, stat
        libc = ctypes.CDLL(None, use_errno=True)
        def renameat2(old, new, flags):
            if libc.renameat2(-100, old.encode(), -100, new.encode(), flags):
                raise OSError(ctypes.get_errno(), 'renameat2')
        open('a', 'w').write('x')
        open('c', 'w').close()
        renameat2('a', 'b', 4)
        left = os.stat('a')
        print(stat.S_ISCHR(left.st_mode), left.st_rdev, os.stat('b').st_size,
              attempt(lambda: renameat2('b', 'c', 5)))
        """);
  }

  @Test
  void copyFileRangeSharesBlocks() throws IOException {
    assertPrints(
        "67108964 True True",
        """
        data = os.urandom(1 << 20)
        with open('a', 'wb') as a:
            for _ in range(64): a.write(data)
            a.write(b'z' * 100)
            os.fsync(a.fileno())
        before = os.statvfs('.').f_bfree
        a, b, done = os.open('a', os.O_RDONLY), os.open('b', os.O_CREAT | os.O_RDWR), 0
        while True:
            n = os.copy_file_range(a, b, 1 << 30)
            if n == 0: break
            done += n
        os.fsync(b)
        print(done, before - os.statvfs('.').f_bfree < 200,
              open('a', 'rb').read() == open('b', 'rb').read())
        """);
  }

  @Test
  void accessControlListsAreObeyedAndInherited() throws IOException {
    assertPrints(
        "0o760 0o640 True True 0o644",
        """
        import struct
        def acl(*entries):
            return struct.pack('<I', 2) + b''.join(struct.pack('<HHI', t, p, i & 0xffffffff) for t, p, i in entries)
        open('f', 'w').close()
        os.setxattr('f', 'system.posix_acl_access',
                    acl((1, 7, -1), (2, 6, 1000), (4, 4, -1), (16, 6, -1), (32, 0, -1)))
        os.mkdir('d')
        os.setxattr('d', 'system.posix_acl_default',
                    acl((1, 7, -1), (2, 6, 1000), (4, 4, -1), (16, 6, -1), (32, 4, -1)))
        os.umask(0o077)
        os.close(os.open('d/new', os.O_CREAT, 0o640))
        os.mkdir('d/sub')
        os.umask(0o022)
        os.close(os.open('plain', os.O_CREAT, 0o666))
        print(oct(os.stat('f').st_mode & 0o7777), oct(os.stat('d/new').st_mode & 0o7777),
              'system.posix_acl_access' in os.listxattr('d/new'),
              'system.posix_acl_default' in os.listxattr('d/sub'),
              oct(os.stat('plain').st_mode & 0o7777))
        """);
  }
}
