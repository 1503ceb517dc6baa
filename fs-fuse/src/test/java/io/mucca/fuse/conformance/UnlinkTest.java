package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Ability.REMOVED_DIRECTORIES;
import static io.mucca.fuse.conformance.Errno.EACCES;
import static io.mucca.fuse.conformance.Errno.EISDIR;
import static io.mucca.fuse.conformance.Errno.ENOENT;
import static io.mucca.fuse.conformance.Errno.ENOTDIR;
import static io.mucca.fuse.conformance.Errno.EPERM;
import static io.mucca.fuse.conformance.Flags.AT_EMPTY_PATH;
import static io.mucca.fuse.conformance.Flags.AT_SYMLINK_FOLLOW;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_TRUNC;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** unlink(2), what becomes of a file without names, and the sticky bit of directories. */
class UnlinkTest extends ConformanceCases {
  @ParameterizedTest
  @ValueSource(ints = {Flags.S_IFREG, Flags.S_IFIFO, Flags.S_IFSOCK, Flags.S_IFCHR, Flags.S_IFBLK})
  void namesOfEveryTypeAreRemoved(int type) throws Exception {
    Sys.mknod(at("x"), type | 0644, 0x103);
    Sys.unlink(at("x"));
    assertEquals(List.of(), list(directory()));
  }

  @Test
  void symlinkIsRemovedAndNotItsTarget() throws Exception {
    file("f", "text");
    symlink("link", "f");
    Sys.unlink(at("link"));
    assertEquals(List.of("f"), list(directory()));
  }

  /** POSIX would have EPERM; unlink(2): Linux says EISDIR. */
  @Test
  void directoryIsNotUnlinked() throws Exception {
    folder("d");
    assertFails(EISDIR, () -> Sys.unlink(at("d")));
    assertFails(EISDIR, () -> Sys.unlink(at("d/.")));
    assertFails(EISDIR, () -> Sys.unlink(at("d/..")));
  }

  @Test
  void slashBehindALinkToADirectoryIsNotUnlinked() throws Exception {
    folder("d");
    symlink("link", "d");
    assertFails(ENOTDIR, () -> Sys.unlink(at("link/")));
    assertEquals(List.of("d", "link"), list(directory()));
  }

  @Test
  void fileNeedsNoPermissionOfItsOwn() throws Exception {
    folderOf(ALICE, ALICE, "mine", 0755);
    fileOf(BOB, BOB, "mine/bobs", 0);
    as(ALICE, () -> Sys.unlink(at("mine/bobs")));
    assertEquals(List.of(), list(at("mine")));
  }

  @Test
  void ownFileInAnothersDirectoryIsNotUnlinked() throws Exception {
    folderOf(BOB, BOB, "bobs", 0755);
    fileOf(ALICE, ALICE, "bobs/mine", 0666);
    as(ALICE, () -> assertFails(EACCES, () -> Sys.unlink(at("bobs/mine"))));
  }

  // ---- sticky directories ----

  /**
   * In a sticky directory only the file's owner, the directory's owner and root may remove a name.
   */
  @ParameterizedTest
  @CsvSource({
    "alice, bob, alice, OTHER",
    "alice, bob, bob, OTHER",
    "alice, root, alice, OTHER",
    "alice, bob, root, OTHER",
    "alice, root, bob, EPERM",
    "root, root, alice, EPERM",
    "bob, root, alice, EPERM"
  })
  void stickyDirectoryKeepsOthersFiles(
      String fileOwner, String directoryOwner, String who, Errno expected) throws Exception {
    folderOf(uid(directoryOwner), uid(directoryOwner), "sticky", 01777);
    fileOf(uid(fileOwner), uid(fileOwner), "sticky/unlinked", 0666);
    fileOf(uid(fileOwner), uid(fileOwner), "sticky/renamed", 0666);
    folderOf(uid(fileOwner), uid(fileOwner), "sticky/removed", 0777);
    as(
        uid(who),
        () -> {
          tryTo(expected, () -> Sys.unlink(at("sticky/unlinked")));
          tryTo(expected, () -> Sys.rename(at("sticky/renamed"), at("sticky/new")));
          tryTo(expected, () -> Sys.rmdir(at("sticky/removed")));
        });
    boolean kept = expected == EPERM;
    assertEquals(
        kept ? List.of("removed", "renamed", "unlinked") : List.of("new"), list(at("sticky")));
  }

  /** With no expected error, the action succeeds. */
  private static void tryTo(Errno expected, Action action) throws Exception {
    if (expected == Errno.OTHER) {
      action.run();
    } else {
      assertFails(expected, action);
    }
  }

  private static int uid(String user) {
    return switch (user) {
      case "alice" -> ALICE;
      case "bob" -> BOB;
      default -> 0;
    };
  }

  @Test
  void stickyDirectoryKeepsOthersFilesFromBeingReplaced() throws Exception {
    folder("sticky", 01777);
    fileOf(BOB, BOB, "sticky/bobs", 0666);
    fileOf(ALICE, ALICE, "sticky/mine", 0666);
    as(ALICE, () -> assertFails(EPERM, () -> Sys.rename(at("sticky/mine"), at("sticky/bobs"))));
    assertEquals(List.of("bobs", "mine"), list(at("sticky")));
  }

  @Test
  void stickyDirectoryTakesNewFilesOfAnybody() throws Exception {
    folder("sticky", 01777);
    as(ALICE, () -> Sys.mkdir(at("sticky/mine"), 0755));
    as(BOB, () -> Sys.symlink("x", at("sticky/bobs")));
    assertEquals(List.of("bobs", "mine"), list(at("sticky")));
  }

  // ---- files without names ----

  @Test
  void openFileOutlivesItsName() throws Exception {
    int fd = open(file("f", "before"), O_RDWR);
    long inode = Sys.fstat(fd).inode();
    Sys.unlink(at("f"));
    assertEquals(List.of(), list(directory()));
    assertFails(ENOENT, () -> Sys.stat(at("f")));
    Stat stat = Sys.fstat(fd);
    assertEquals(List.of(inode, 0, 6L), List.of(stat.inode(), stat.links(), stat.size()));
    Sys.pwrite(fd, latin1(" and after"), 6);
    assertEquals("before and after", readFrom(fd));
  }

  @Test
  void fileWithoutNameCanBeChanged() throws Exception {
    int fd = open(file("f", "0123456789"), O_RDWR);
    Sys.unlink(at("f"));
    Sys.fchmod(fd, 0640);
    Sys.fchown(fd, 7, 8);
    Sys.futimens(fd, new long[] {11, 12}, new long[] {13, 14});
    Sys.ftruncate(fd, 4);
    Sys.fsync(fd);
    Stat stat = Sys.fstat(fd);
    assertEquals(
        List.of(0640, 7, 8, 4L, 11L, 0),
        List.of(
            stat.permissions(),
            stat.uid(),
            stat.gid(),
            stat.size(),
            stat.access().getEpochSecond(),
            stat.links()));
  }

  @Test
  void fileWithoutNameHasExtendedAttributes() throws Exception {
    int fd = open(file("f"), O_RDWR);
    Sys.unlink(at("f"));
    Sys.setxattr(SystemCall.FSETXATTR, fd, "user.a", latin1("value"), 0);
    assertArrayEquals(latin1("value"), Sys.getxattr(SystemCall.FGETXATTR, fd, "user.a", 100));
  }

  @Test
  void newFileTakesANameThatIsFree() throws Exception {
    int old = open(file("f", "old"), O_RDWR);
    Sys.unlink(at("f"));
    int young = open(file("f", "new"), O_RDWR);
    assertNotEquals(Sys.fstat(old).inode(), Sys.fstat(young).inode());
    Sys.pwrite(old, latin1("OLD"), 0);
    assertEquals("new", readFrom(young));
    assertEquals("OLD", readFrom(old));
    Sys.fchmod(old, 0600);
    assertEquals(0644, Sys.stat(at("f")).permissions());
  }

  @Test
  void fileOpenedTwiceOutlivesOneOfThem() throws Exception {
    int one = open(file("f", "text"), O_RDWR);
    int two = open(at("f"), O_RDONLY);
    Sys.unlink(at("f"));
    close(one);
    assertEquals("text", readFrom(two));
    assertEquals(0, Sys.fstat(two).links());
  }

  @Test
  void fileWithoutNameIsOpenedAgainThroughItsDescriptor() throws Exception {
    int fd = open(file("f", "text"), O_RDONLY);
    Sys.unlink(at("f"));
    int again = open("/proc/self/fd/" + fd, O_RDWR);
    Sys.pwrite(again, latin1("T"), 0);
    close(fd);
    assertEquals("Text", readFrom(again));
    close(open("/proc/self/fd/" + again, O_WRONLY | O_TRUNC));
    assertEquals("", readFrom(again));
  }

  @Test
  void fileWithoutNameGetsNoneByLink() throws Exception {
    int fd = open(file("f", "text"), O_RDONLY);
    Sys.unlink(at("f"));
    assertFails(ENOENT, () -> Sys.linkat(fd, "", at("g"), AT_EMPTY_PATH));
    assertFails(
        ENOENT,
        () -> Sys.linkat(Flags.AT_FDCWD, "/proc/self/fd/" + fd, at("g"), AT_SYMLINK_FOLLOW));
    assertEquals(List.of(), list(directory()));
  }

  @Test
  void directoryOfAFileWithoutNameCanBeRemoved() throws Exception {
    folder("d");
    int fd = open(file("d/f", "text"), O_RDWR);
    Sys.unlink(at("d/f"));
    Sys.rmdir(at("d"));
    assertEquals("text", readFrom(fd));
    Sys.pwrite(fd, latin1("T"), 0);
    Sys.ftruncate(fd, 2);
    Sys.fsync(fd);
    assertEquals("Te", readFrom(fd));
    if (can(REMOVED_DIRECTORIES)) {
      Sys.fchmod(fd, 0600);
      assertEquals(0600, Sys.fstat(fd).permissions());
    } else {
      assertFails(ENOENT, () -> Sys.fchmod(fd, 0600));
      assertFails(ENOENT, () -> Sys.fstat(fd));
    }
  }

  @Test
  void manyFilesWithoutNamesStayApart() throws Exception {
    List<Integer> files = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      files.add(open(file("f", "file " + i), O_RDWR));
      Sys.unlink(at("f"));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals("file " + i, readFrom(files.get(i)));
      assertEquals(0, Sys.fstat(files.get(i)).links());
    }
  }

  @Test
  void spaceComesBackWithTheLastClose() throws Exception {
    if (!(place instanceof MountedPlace)) {
      return;
    }
    long filesBefore = Sys.statfs(directory()).files() - freeFiles();
    int fd = open(file("f", "x".repeat(1 << 20)), O_RDWR);
    Sys.unlink(at("f"));
    assertEquals(1 << 20, Sys.fstat(fd).size());
    assertEquals(filesBefore + 1, Sys.statfs(directory()).files() - freeFiles());
    close(fd);
    // The last close of a descriptor returns before the filesystem has heard of it.
    for (int i = 0; i < 1000 && Sys.statfs(directory()).files() - freeFiles() > filesBefore; i++) {
      awaitTick();
    }
    assertEquals(filesBefore, Sys.statfs(directory()).files() - freeFiles());
  }

  private long freeFiles() throws Exception {
    return Sys.statfs(directory()).freeFiles();
  }

  @Test
  void oneNameOfTwoLeavesTheOther() throws Exception {
    int fd = open(file("a", "text"), O_RDWR);
    Sys.link(at("a"), at("b"));
    Sys.unlink(at("a"));
    assertEquals(1, Sys.stat(at("b")).links());
    assertEquals(1, Sys.fstat(fd).links());
    Sys.pwrite(fd, latin1("T"), 0);
    close(fd);
    assertEquals("Text", read(at("b")));
    Sys.unlink(at("b"));
    assertEquals(List.of(), list(directory()));
  }
}
