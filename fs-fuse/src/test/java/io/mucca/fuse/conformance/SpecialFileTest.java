package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.EPERM;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** mknod(2): fifos, sockets and devices; and what fsync(2) and statfs(2) say of everything. */
class SpecialFileTest extends ConformanceCases {
  @ParameterizedTest
  @ValueSource(ints = {Flags.S_IFREG, Flags.S_IFIFO, Flags.S_IFSOCK, Flags.S_IFCHR, Flags.S_IFBLK})
  void nodeHasItsTypeModeAndMaker(int type) throws Exception {
    asRoot(() -> Sys.mknod(at("x"), type | 0467, 0x103));
    Stat stat = Sys.lstat(at("x"));
    assertEquals(
        List.of(type | 0467, 0, 0, 1), List.of(stat.mode(), stat.uid(), stat.gid(), stat.links()));
  }

  @Test
  void nodeWithoutTypeIsAFile() throws Exception {
    Sys.mknod(at("x"), 0644, 0);
    assertEquals(Flags.S_IFREG | 0644, Sys.stat(at("x")).mode());
  }

  @Test
  void directoriesAndUnknownTypesAreNoNodes() throws Exception {
    assertFails(EPERM, () -> Sys.mknod(at("x"), Flags.S_IFDIR | 0755, 0));
    assertFails(EINVAL, () -> Sys.mknod(at("x"), Flags.S_IFLNK | 0755, 0));
    assertFails(EINVAL, () -> Sys.mknod(at("x"), 0170000 | 0755, 0));
    assertEquals(List.of(), list(directory()));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 3", "255, 255", "259, 70000", "4095, 1048575"})
  void deviceNumbersHave32Bits(int major, int minor) throws Exception {
    int number = (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
    Sys.mknod(at("char"), Flags.S_IFCHR | 0644, number);
    Sys.mknod(at("block"), Flags.S_IFBLK | 0644, number);
    for (String name : List.of("char", "block")) {
      Stat stat = Sys.stat(at(name));
      assertEquals(List.of(major, minor), List.of(stat.rdevMajor(), stat.rdevMinor()));
    }
  }

  @Test
  void usersMakeFifosAndSocketsAndNoDevices() throws Exception {
    as(
        ALICE,
        () -> {
          Sys.mkfifo(at("fifo"), 0644);
          Sys.mknod(at("socket"), Flags.S_IFSOCK | 0644, 0);
          assertFails(EPERM, () -> Sys.mknod(at("c"), Flags.S_IFCHR | 0644, 0x103));
          assertFails(EPERM, () -> Sys.mknod(at("b"), Flags.S_IFBLK | 0644, 0x103));
        });
    assertEquals(List.of("fifo", "socket"), list(directory()));
  }

  @Test
  void fifoHandsBytesOnAndStaysEmpty() throws Exception {
    Sys.mkfifo(at("fifo"), 0644);
    int fd = open(at("fifo"), O_RDWR);
    write(fd, "through");
    assertEquals("thro", bytesAsString(Sys.read(fd, 4)));
    assertEquals("ugh", bytesAsString(Sys.read(fd, 4)));
    assertEquals(0, Sys.stat(at("fifo")).size());
    Sys.rename(at("fifo"), at("renamed"));
    write(open(at("renamed"), O_WRONLY), "x");
    assertEquals("x", bytesAsString(Sys.read(fd, 4)));
  }

  @Test
  void socketIsBoundAndConnectedTo() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(at("socket"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      assertEquals(Flags.S_IFSOCK, Sys.stat(at("socket")).type());
      try (SocketChannel client = SocketChannel.open(address);
          SocketChannel accepted = server.accept()) {
        client.write(ByteBuffer.wrap(latin1("text")));
        ByteBuffer received = ByteBuffer.allocate(10);
        accepted.read(received);
        assertEquals("text", bytesAsString(received.array()).substring(0, received.position()));
      }
    }
    Sys.unlink(at("socket"));
  }

  // ---- syncing ----

  @Test
  void everythingThatHasContentIsSynced() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    Sys.fsync(fd);
    Sys.call(SystemCall.FDATASYNC, fd);
    Sys.fsync(open(at("f"), O_RDONLY));
    Sys.fsync(open(folder("d"), O_RDONLY));
    Sys.call(SystemCall.SYNCFS, fd);
    Sys.call(SystemCall.SYNC_FILE_RANGE, fd, 0, 0, 7);
    assertEquals("text", readFrom(fd));
  }

  @Test
  void onlyThatIsSynced() throws Exception {
    Sys.mkfifo(at("fifo"), 0644);
    int fifo = open(at("fifo"), O_RDWR);
    assertFails(EINVAL, () -> Sys.fsync(fifo));
    assertFails(Errno.EBADF, () -> Sys.fsync(1 << 20));
    int path = open(file("f"), Flags.O_PATH);
    assertFails(Errno.EBADF, () -> Sys.fsync(path));
  }

  // ---- figures ----

  @Test
  void figuresMakeSense() throws Exception {
    Sys.Statfs figures = Sys.statfs(directory());
    assertEquals(255, figures.nameLength());
    assertEquals(true, figures.blocks() > 0 && figures.blockSize() >= 512);
    assertEquals(true, figures.free() <= figures.blocks());
    assertEquals(true, figures.available() <= figures.free());
    assertEquals(figures, Sys.statfs(directory() + "/."));
  }

  @Test
  void spaceIsUsedAndComesBack() throws Exception {
    long before = Sys.statfs(directory()).free();
    int fd = open(file("f", "x".repeat(8 << 20)), O_RDWR);
    Sys.fsync(fd);
    long used = before - Sys.statfs(directory()).free();
    assertEquals(true, used * Sys.statfs(directory()).blockSize() >= 8 << 20, used + " blocks");
  }
}
