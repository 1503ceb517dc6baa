package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Ability.ONE_FILE_FOR_ALL_NAMES;
import static io.mucca.fuse.conformance.Errno.EEXIST;
import static io.mucca.fuse.conformance.Errno.ENODEV;
import static io.mucca.fuse.conformance.Errno.ENOENT;
import static io.mucca.fuse.conformance.Errno.EPERM;
import static io.mucca.fuse.conformance.Errno.EXDEV;
import static io.mucca.fuse.conformance.Flags.AT_FDCWD;
import static io.mucca.fuse.conformance.Flags.AT_SYMLINK_FOLLOW;
import static io.mucca.fuse.conformance.Flags.LOCK_EX;
import static io.mucca.fuse.conformance.Flags.LOCK_NB;
import static io.mucca.fuse.conformance.Flags.MAP_SHARED;
import static io.mucca.fuse.conformance.Flags.O_APPEND;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static io.mucca.fuse.conformance.Flags.PROT_READ;
import static io.mucca.fuse.conformance.Flags.PROT_WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** link(2): several names of one file. */
class LinkTest extends ConformanceCases {
  @ParameterizedTest
  @ValueSource(ints = {Flags.S_IFREG, Flags.S_IFIFO, Flags.S_IFSOCK, Flags.S_IFCHR, Flags.S_IFBLK})
  void everythingButDirectoriesHasSeveralNames(int type) throws Exception {
    Sys.mknod(at("a"), type | 0640, 0x103);
    Sys.link(at("a"), at("b"));
    Stat a = Sys.lstat(at("a"));
    Stat b = Sys.lstat(at("b"));
    assertEquals(2, a.links());
    assertEquals(a, b);
    Sys.unlink(at("a"));
    assertEquals(1, Sys.lstat(at("b")).links());
  }

  @Test
  void directoryHasOneName() throws Exception {
    folder("d");
    assertFails(EPERM, () -> Sys.link(at("d"), at("e")));
    as(ALICE, () -> assertFails(EPERM, () -> Sys.link(at("d"), at("e"))));
    assertEquals(2, Sys.stat(at("d")).links());
  }

  @Test
  void existingNameIsSaidBeforeTheDirectoryThatCannotHaveIt() throws Exception {
    folder("d");
    file("f");
    assertFails(EEXIST, () -> Sys.link(at("d"), at("f")));
  }

  @Test
  void missingFileIsSaidBeforeTheExistingName() throws Exception {
    file("f");
    assertFails(ENOENT, () -> Sys.link(at("missing"), at("f")));
  }

  @Test
  void symlinkItselfGetsASecondName() throws Exception {
    file("f");
    symlink("link", "f");
    Sys.link(at("link"), at("second"));
    assertEquals("f", Sys.readlink(at("second")));
    assertEquals(1, Sys.stat(at("f")).links());
    assertEquals(2, Sys.lstat(at("link")).links());
  }

  @Test
  void symlinkIsFollowedWhereAsked() throws Exception {
    file("f", "text");
    symlink("link", "f");
    Sys.linkat(AT_FDCWD, at("link"), at("second"), AT_SYMLINK_FOLLOW);
    assertEquals(Sys.stat(at("f")).inode(), Sys.lstat(at("second")).inode());
    assertEquals(1, Sys.lstat(at("link")).links());
  }

  @Test
  void openFileGetsASecondNameByItsDescriptor() throws Exception {
    int fd = open(file("f", "text"), O_RDONLY);
    Sys.linkat(fd, "", at("g"), Flags.AT_EMPTY_PATH);
    assertEquals("text", read(at("g")));
    assertEquals(2, Sys.fstat(fd).links());
  }

  @Test
  void anotherFilesystemCannotHaveAName() throws Exception {
    Path outside = Files.createTempDirectory("outside");
    try {
      if (Sys.stat(outside.toString()).device() != Sys.stat(directory()).device()) {
        file("f");
        assertFails(EXDEV, () -> Sys.link(at("f"), outside + "/x"));
        assertFails(EXDEV, () -> Sys.link("/proc/self/status", at("x")));
        assertEquals(List.of("f"), list(directory()));
      }
    } finally {
      Files.delete(outside);
    }
  }

  @Test
  void fileHasHundredsOfNames() throws Exception {
    file("f", "text");
    for (int i = 0; i < 500; i++) {
      Sys.link(at("f"), at("name" + i));
    }
    assertEquals(501, Sys.stat(at("f")).links());
    assertEquals("text", read(at("name499")));
    for (int i = 0; i < 500; i++) {
      Sys.unlink(at("name" + i));
    }
    assertEquals(1, Sys.stat(at("f")).links());
  }

  @Test
  void attributesAreOneFilesWhateverTheName() throws Exception {
    file("a", "text");
    Sys.link(at("a"), at("b"));
    Sys.chmod(at("b"), 0600);
    assertEquals(0600, Sys.stat(at("a")).permissions());
    Sys.chown(at("a"), 7, 8);
    assertEquals(7, Sys.stat(at("b")).uid());
    Sys.utimens(at("b"), new long[] {1, 2}, new long[] {3, 4}, 0);
    assertEquals(3, Sys.stat(at("a")).modify().getEpochSecond());
    Sys.truncate(at("a"), 2);
    assertEquals(2, Sys.stat(at("b")).size());
    Sys.setxattr(at("a"), "user.x", latin1("y"), 0);
    assertEquals("y", bytesAsString(Sys.getxattr(at("b"), "user.x")));
  }

  @Test
  void contentWrittenByOneNameIsReadByAnother() throws Exception {
    file("a", "text");
    Sys.link(at("a"), at("b"));
    int reader = open(at("a"), O_RDONLY);
    int writer = open(at("b"), O_WRONLY);
    assertEquals("text", readFrom(reader));
    Sys.pwrite(writer, latin1("T"), 0);
    assertEquals("Text", readFrom(reader));
    Sys.ftruncate(writer, 2);
    assertEquals("Te", readFrom(reader));
  }

  @Test
  void contentIsOneFilesAlsoIfTheNameCameLater() throws Exception {
    int fd = open(file("a", "text"), O_RDWR);
    assertEquals("text", readFrom(fd));
    Sys.link(at("a"), at("b"));
    int other = open(at("b"), O_RDWR);
    Sys.pwrite(other, latin1("T"), 0);
    if (can(ONE_FILE_FOR_ALL_NAMES)) {
      assertEquals("Text", readFrom(fd));
    }
    assertEquals("Text", readFrom(other));
    close(fd);
    assertEquals("Text", read(at("a")));
  }

  @Test
  void appendsByTwoNamesLoseNothing() throws Exception {
    file("a");
    Sys.link(at("a"), at("b"));
    int one = open(at("a"), O_WRONLY | O_APPEND);
    int two = open(at("b"), O_WRONLY | O_APPEND);
    for (int i = 0; i < 20; i++) {
      write(one, "a");
      write(two, "b");
    }
    assertEquals("ab".repeat(20), read(at("a")));
  }

  @Test
  void locksCountForAllNames() throws Exception {
    file("a");
    Sys.link(at("a"), at("b"));
    int one = open(at("a"), O_RDWR);
    int two = open(at("b"), O_RDWR);
    Sys.flock(one, LOCK_EX);
    Sys.lockRange(one, Flags.F_OFD_SETLK, Flags.F_WRLCK, 0, 10);
    if (can(ONE_FILE_FOR_ALL_NAMES)) {
      assertFails(Errno.EAGAIN, () -> Sys.flock(two, LOCK_EX | LOCK_NB));
      assertFails(Errno.EAGAIN, () -> Sys.lockRange(two, Flags.F_OFD_SETLK, Flags.F_WRLCK, 5, 10));
    } else {
      Sys.flock(two, LOCK_EX | LOCK_NB);
      Sys.lockRange(two, Flags.F_OFD_SETLK, Flags.F_WRLCK, 5, 10);
    }
  }

  @Test
  void mappingsOfAllNamesAreOne() throws Exception {
    file("a", "text");
    Sys.link(at("a"), at("b"));
    int one = open(at("a"), O_RDWR);
    int two = open(at("b"), O_RDWR);
    if (!can(ONE_FILE_FOR_ALL_NAMES)) {
      assertFails(ENODEV, () -> Sys.mmap(one, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 0));
      return;
    }
    long first = Sys.mmap(one, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
    long second = Sys.mmap(two, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
    Sys.poke(first, latin1("T"));
    assertEquals("Text", bytesAsString(Sys.peek(second, 4)));
    Sys.munmap(first, 4096);
    Sys.munmap(second, 4096);
  }

  @Test
  void namesInSeveralDirectoriesOutliveEachOther() throws Exception {
    folder("d");
    folder("e");
    file("d/a", "text");
    Sys.link(at("d/a"), at("e/b"));
    Sys.unlink(at("d/a"));
    Sys.rmdir(at("d"));
    assertEquals("text", read(at("e/b")));
    assertEquals(1, Sys.stat(at("e/b")).links());
  }

  /** What proc(5) calls protected_hardlinks. */
  @Test
  void othersFilesAreLinkedIfTheKernelLetsThem() throws Exception {
    fileOf(BOB, BOB, "readable", 0644);
    fileOf(BOB, BOB, "writable", 0666);
    Path setting = Path.of("/proc/sys/fs/protected_hardlinks");
    boolean isProtected = Files.readString(setting).strip().equals("1");
    as(
        ALICE,
        () -> {
          Sys.link(at("writable"), at("one"));
          if (isProtected) {
            assertFails(EPERM, () -> Sys.link(at("readable"), at("two")));
          } else {
            Sys.link(at("readable"), at("two"));
          }
        });
  }
}
