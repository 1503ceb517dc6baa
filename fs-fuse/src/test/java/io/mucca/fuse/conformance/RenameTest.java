package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Ability.RENAME_FLAGS;
import static io.mucca.fuse.conformance.Ability.SEAMLESS_REPLACEMENT;
import static io.mucca.fuse.conformance.Errno.EACCES;
import static io.mucca.fuse.conformance.Errno.EBUSY;
import static io.mucca.fuse.conformance.Errno.EEXIST;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.EISDIR;
import static io.mucca.fuse.conformance.Errno.ENOENT;
import static io.mucca.fuse.conformance.Errno.ENOTDIR;
import static io.mucca.fuse.conformance.Errno.ENOTEMPTY;
import static io.mucca.fuse.conformance.Errno.EXDEV;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.RENAME_EXCHANGE;
import static io.mucca.fuse.conformance.Flags.RENAME_NOREPLACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.sys.SysException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** rename(2) and renameat2(2). */
class RenameTest extends ConformanceCases {
  @ParameterizedTest
  @ValueSource(ints = {Flags.S_IFREG, Flags.S_IFIFO, Flags.S_IFSOCK, Flags.S_IFCHR, Flags.S_IFBLK})
  void nameChangesAndNothingElse(int type) throws Exception {
    Sys.mknod(at("old"), type | 0640, 0x103);
    Stat before = Sys.lstat(at("old"));
    Sys.rename(at("old"), at("new"));
    Stat after = Sys.lstat(at("new"));
    assertEquals(List.of("new"), list(directory()));
    assertEquals(
        List.of(before.inode(), before.mode(), before.links(), before.modify(), before.rdevMajor()),
        List.of(after.inode(), after.mode(), after.links(), after.modify(), after.rdevMajor()));
  }

  @Test
  void directoryMovesWithAllThatIsInIt() throws Exception {
    folder("a");
    folder("b");
    folder("a/moved");
    file("a/moved/f", "text");
    long inode = Sys.stat(at("a/moved")).inode();
    Sys.rename(at("a/moved"), at("b/new"));
    assertEquals(inode, Sys.stat(at("b/new")).inode());
    assertEquals("text", read(at("b/new/f")));
    assertEquals(List.of(2, 3), List.of(Sys.stat(at("a")).links(), Sys.stat(at("b")).links()));
    assertFails(ENOENT, () -> Sys.stat(at("a/moved/f")));
  }

  @Test
  void symlinkIsRenamedAndNotItsTarget() throws Exception {
    file("f", "text");
    symlink("link", "f");
    Sys.rename(at("link"), at("moved"));
    assertEquals(List.of("f", "moved"), list(directory()));
    assertEquals("f", Sys.readlink(at("moved")));
  }

  @Test
  void symlinkIsReplacedAndNotItsTarget() throws Exception {
    file("f", "text");
    file("new", "new");
    symlink("link", "f");
    Sys.rename(at("new"), at("link"));
    assertEquals("new", read(at("link")));
    assertEquals("text", read(at("f")));
    assertEquals(Flags.S_IFREG, Sys.lstat(at("link")).type());
  }

  // ---- replacing ----

  /** Each kind of thing that stands at the old name, and at the new one. */
  @ParameterizedTest
  @CsvSource({
    "file, file, OTHER",
    "file, link, OTHER",
    "file, fifo, OTHER",
    "link, file, OTHER",
    "fifo, file, OTHER",
    "empty, empty, OTHER",
    "full, empty, OTHER",
    "file, empty, EISDIR",
    "link, empty, EISDIR",
    "fifo, empty, EISDIR",
    "file, full, EISDIR",
    "empty, file, ENOTDIR",
    "empty, link, ENOTDIR",
    "empty, fifo, ENOTDIR",
    "empty, full, ENOTEMPTY",
    "full, full, ENOTEMPTY"
  })
  void likeIsReplacedByLike(String old, String young, Errno expected) throws Exception {
    make(old, "old");
    make(young, "new");
    long inode = Sys.lstat(at("old")).inode();
    if (expected == Errno.OTHER) {
      Sys.rename(at("old"), at("new"));
      assertEquals(inode, Sys.lstat(at("new")).inode());
      assertEquals(List.of("new"), list(directory()));
    } else {
      assertFails(expected, () -> Sys.rename(at("old"), at("new")));
      assertEquals(inode, Sys.lstat(at("old")).inode());
      assertEquals(List.of("new", "old"), list(directory()));
    }
  }

  private void make(String kind, String name) throws Exception {
    switch (kind) {
      case "file" -> file(name);
      case "link" -> symlink(name, "target");
      case "fifo" -> Sys.mkfifo(at(name), 0644);
      case "empty" -> folder(name);
      case "full" -> {
        folder(name);
        file(name + "/x");
      }
      default -> throw new IllegalArgumentException(kind);
    }
  }

  @Test
  void replacedFileLosesAName() throws Exception {
    file("old");
    file("new");
    Sys.link(at("new"), at("other"));
    Sys.rename(at("old"), at("new"));
    assertEquals(1, Sys.stat(at("other")).links());
  }

  @Test
  void replacedFileStaysOpen() throws Exception {
    int fd = open(file("new", "replaced"), O_RDWR);
    file("old", "text");
    Sys.rename(at("old"), at("new"));
    assertEquals("replaced", readFrom(fd));
    assertEquals(0, Sys.fstat(fd).links());
    Sys.pwrite(fd, latin1("R"), 0);
    Sys.fchmod(fd, 0600);
    assertEquals("text", read(at("new")));
    assertEquals(0644, Sys.stat(at("new")).permissions());
  }

  @Test
  void renamedFileStaysOpen() throws Exception {
    folder("d");
    int fd = open(file("old", "text"), O_RDWR);
    Sys.rename(at("old"), at("d/new"));
    Sys.pwrite(fd, latin1("T"), 0);
    Sys.fchmod(fd, 0600);
    assertEquals("Text", read(at("d/new")));
    assertEquals(0600, Sys.stat(at("d/new")).permissions());
    assertEquals(1, Sys.fstat(fd).links());
  }

  @Test
  void replacedDirectoryGivesItsParentALinkBack() throws Exception {
    folder("p");
    folder("p/a");
    folder("p/b");
    assertEquals(4, Sys.stat(at("p")).links());
    Sys.rename(at("p/a"), at("p/b"));
    assertEquals(3, Sys.stat(at("p")).links());
    assertEquals(List.of("b"), list(at("p")));
  }

  // ---- onto itself ----

  @ParameterizedTest
  @ValueSource(strings = {"file", "link", "fifo", "empty", "full"})
  void renameOntoItselfChangesNothing(String kind) throws Exception {
    make(kind, "x");
    Stat before = Sys.lstat(at("x"));
    Sys.rename(at("x"), at("x"));
    assertEquals(before, Sys.lstat(at("x")));
    assertEquals(List.of("x"), list(directory()));
  }

  /** rename(2): if both name the same file, it does nothing and reports success. */
  @Test
  void renameOntoAnotherNameOfTheSameFileKeepsBoth() throws Exception {
    file("a", "text");
    Sys.link(at("a"), at("b"));
    Sys.rename(at("a"), at("b"));
    assertEquals(List.of("a", "b"), list(directory()));
    assertEquals(2, Sys.stat(at("a")).links());
    assertEquals("text", read(at("a")) + read(at("b")).substring(4));
    Sys.unlink(at("a"));
    assertEquals("text", read(at("b")));
  }

  @Test
  void renameOntoAnotherNameOfAnOpenFileKeepsBoth() throws Exception {
    file("a", "text");
    Sys.link(at("a"), at("b"));
    int one = open(at("a"), O_RDWR);
    int two = open(at("b"), O_RDWR);
    Sys.rename(at("a"), at("b"));
    assertEquals(List.of("a", "b"), list(directory()));
    assertEquals(List.of(2, 2), List.of(Sys.fstat(one).links(), Sys.fstat(two).links()));
    Sys.unlink(at("a"));
    assertEquals(List.of(1, 1), List.of(Sys.fstat(one).links(), Sys.fstat(two).links()));
  }

  // ---- what is refused ----

  @ParameterizedTest
  @ValueSource(strings = {"d/x", "d/e/x", "d/e/f/x", "d/e"})
  void directoryDoesNotGoBelowItself(String target) throws Exception {
    folder("d");
    folder("d/e");
    folder("d/e/f");
    assertFails(EINVAL, () -> Sys.rename(at("d"), at(target)));
    assertEquals(List.of("d"), list(directory()));
  }

  @Test
  void ancestorIsNotReplacedByItsDescendant() throws Exception {
    folder("d");
    folder("d/e");
    folder("d/e/f");
    assertFails(ENOTEMPTY, () -> Sys.rename(at("d/e"), at("d")));
    assertFails(ENOTEMPTY, () -> Sys.rename(at("d/e/f"), at("d")));
  }

  @ParameterizedTest
  @CsvSource({"d/., x", "d/.., x", "x, d/.", "x, d/.."})
  void dotsAreBusy(String from, String to) throws Exception {
    folder("d");
    folder("x");
    assertFails(EBUSY, () -> Sys.rename(at(from), at(to)));
  }

  @Test
  void missingNamesAreMissing() throws Exception {
    file("f");
    assertFails(ENOENT, () -> Sys.rename(at("missing"), at("x")));
    assertFails(ENOENT, () -> Sys.rename(at("missing"), at("f")));
    assertFails(ENOENT, () -> Sys.rename(at("f"), at("missing/x")));
    assertEquals(List.of("f"), list(directory()));
  }

  @Test
  void slashBehindAFilesNewNameIsRefused() throws Exception {
    file("f");
    assertFails(ENOTDIR, () -> Sys.rename(at("f"), at("new/")));
    assertFails(ENOTDIR, () -> Sys.rename(at("f/"), at("new")));
  }

  @Test
  void slashBehindADirectorysNewNameIsFine() throws Exception {
    folder("d");
    Sys.rename(at("d/"), at("new/"));
    assertEquals(List.of("new"), list(directory()));
  }

  @Test
  void anotherFilesystemIsTooFar() throws Exception {
    file("f");
    assertFails(EXDEV, () -> Sys.rename(at("f"), "/proc/x"));
    assertFails(EXDEV, () -> Sys.rename("/proc/self/status", at("x")));
    assertEquals(List.of("f"), list(directory()));
  }

  @Test
  void nameOf255BytesIsMovedToAnother() throws Exception {
    file("a".repeat(255), "text");
    Sys.rename(at("a".repeat(255)), at("b".repeat(255)));
    assertEquals(List.of("b".repeat(255)), list(directory()));
  }

  // ---- permissions ----

  @Test
  void bothDirectoriesMustBeWritable() throws Exception {
    folderOf(ALICE, ALICE, "mine", 0755);
    folderOf(BOB, BOB, "bobs", 0755);
    fileOf(ALICE, ALICE, "mine/a", 0644);
    fileOf(ALICE, ALICE, "bobs/b", 0644);
    as(
        ALICE,
        () -> {
          assertFails(EACCES, () -> Sys.rename(at("mine/a"), at("bobs/a")));
          assertFails(EACCES, () -> Sys.rename(at("bobs/b"), at("mine/b")));
        });
  }

  /** A directory that gets another parent has its {@code ..} changed. */
  @Test
  void directoryWithANewParentMustBeWritable() throws Exception {
    folderOf(ALICE, ALICE, "from", 0755);
    folderOf(ALICE, ALICE, "to", 0755);
    folderOf(BOB, BOB, "from/bobs", 0755);
    as(
        ALICE,
        () -> {
          assertFails(EACCES, () -> Sys.rename(at("from/bobs"), at("to/bobs")));
          Sys.rename(at("from/bobs"), at("from/renamed"));
        });
    assertEquals(List.of("renamed"), list(at("from")));
  }

  // ---- with flags ----

  @Test
  void nothingIsReplacedWhereAskedNotTo() throws Exception {
    file("f", "text");
    file("exists", "exists");
    folder("d");
    if (!can(RENAME_FLAGS)) {
      assertFails(EINVAL, () -> Sys.renameat2(at("f"), at("new"), RENAME_NOREPLACE));
      assertEquals(List.of("d", "exists", "f"), list(directory()));
      return;
    }
    assertFails(EEXIST, () -> Sys.renameat2(at("f"), at("exists"), RENAME_NOREPLACE));
    assertFails(EEXIST, () -> Sys.renameat2(at("f"), at("d"), RENAME_NOREPLACE));
    assertFails(EEXIST, () -> Sys.renameat2(at("f"), at("f"), RENAME_NOREPLACE));
    Sys.renameat2(at("f"), at("new"), RENAME_NOREPLACE);
    assertEquals("text", read(at("new")));
    assertEquals("exists", read(at("exists")));
  }

  @ParameterizedTest
  @CsvSource({
    "file, file",
    "file, link",
    "file, empty",
    "full, file",
    "full, full",
    "link, full",
    "fifo, empty"
  })
  void anyTwoThingsAreExchanged(String one, String two) throws Exception {
    folder("p");
    folder("q");
    make(one, "p/x");
    make(two, "q/y");
    Stat x = Sys.lstat(at("p/x"));
    Stat y = Sys.lstat(at("q/y"));
    if (!can(RENAME_FLAGS)) {
      assertFails(EINVAL, () -> Sys.renameat2(at("p/x"), at("q/y"), RENAME_EXCHANGE));
      assertEquals(x, Sys.lstat(at("p/x")));
      return;
    }
    Sys.renameat2(at("p/x"), at("q/y"), RENAME_EXCHANGE);
    assertEquals(y.inode(), Sys.lstat(at("p/x")).inode());
    assertEquals(x.inode(), Sys.lstat(at("q/y")).inode());
    assertEquals(y.type() == Flags.S_IFDIR ? 3 : 2, Sys.stat(at("p")).links());
    assertEquals(x.type() == Flags.S_IFDIR ? 3 : 2, Sys.stat(at("q")).links());
  }

  @Test
  void onlyWhatExistsIsExchanged() throws Exception {
    file("f");
    folder("d");
    folder("d/e");
    assertFails(ENOENT, () -> Sys.renameat2(at("f"), at("missing"), RENAME_EXCHANGE));
    assertFails(ENOENT, () -> Sys.renameat2(at("missing"), at("f"), RENAME_EXCHANGE));
    assertFails(EINVAL, () -> Sys.renameat2(at("d"), at("d/e"), RENAME_EXCHANGE));
    assertFails(EINVAL, () -> Sys.renameat2(at("d/e"), at("d"), RENAME_EXCHANGE));
    assertEquals(List.of("d", "f"), list(directory()));
  }

  @Test
  void contradictoryAndUnknownFlagsAreRefused() throws Exception {
    file("f");
    file("g");
    int both = RENAME_EXCHANGE | RENAME_NOREPLACE;
    assertFails(EINVAL, () -> Sys.renameat2(at("f"), at("g"), both));
    assertFails(EINVAL, () -> Sys.renameat2(at("f"), at("g"), 1 << 20));
  }

  // ---- races ----

  /** rename(2): no other process finds the new name missing. */
  @Test
  void replacedNameIsNeverMissing() throws Exception {
    file("target", "0");
    AtomicBoolean done = new AtomicBoolean();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Thread reader =
        new Thread(
            () -> {
              try {
                while (!done.get()) {
                  readUnlessReplaced(at("target"));
                }
              } catch (Exception | AssertionError e) {
                failures.add(e);
              }
            });
    reader.start();
    try {
      for (int i = 0; i < 300; i++) {
        file("new", "content " + i);
        Sys.rename(at("new"), at("target"));
      }
    } finally {
      done.set(true);
      reader.join();
    }
    assertEquals(List.of(), failures);
    assertEquals(List.of("target"), list(directory()));
  }

  private void readUnlessReplaced(String path) throws Exception {
    try {
      assertNotEquals("", read(path));
    } catch (SysException e) {
      if (can(SEAMLESS_REPLACEMENT) || Errno.of(e.errno()) != ENOENT) {
        throw e;
      }
    }
  }

  /** Two moves that would together make a circle: one of them is refused. */
  @Test
  void directoriesThatMoveIntoEachOtherDoNotVanish() throws Exception {
    for (int round = 0; round < 30; round++) {
      String a = folder("a" + round);
      String b = folder("b" + round);
      List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
      Thread one = mover(a, b + "/a", failures);
      Thread two = mover(b, a + "/b", failures);
      one.start();
      two.start();
      one.join();
      two.join();
      assertEquals(List.of(), failures);
      assertTrue(exists(a) ^ exists(b), "one of them has moved into the other");
    }
  }

  private static Thread mover(String from, String to, List<Throwable> failures) {
    return new Thread(
        () -> {
          try {
            Sys.rename(from, to);
          } catch (SysException e) {
            Errno errno = Errno.of(e.errno());
            if (errno != EINVAL && errno != ENOENT) {
              failures.add(e);
            }
          }
        });
  }

  @Test
  void oneOfManyMoversOfAFileSucceeds() throws Exception {
    file("f", "text");
    List<Integer> moved = Collections.synchronizedList(new ArrayList<>());
    List<Thread> movers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      movers.add(
          new Thread(
              () -> {
                try {
                  Sys.rename(at("f"), at("moved" + number));
                  moved.add(number);
                } catch (SysException e) {
                  assertEquals(ENOENT, Errno.of(e.errno()));
                }
              }));
    }
    movers.forEach(Thread::start);
    for (Thread mover : movers) {
      mover.join();
    }
    assertEquals(1, moved.size());
    assertEquals(List.of("moved" + moved.getFirst()), list(directory()));
  }

  @Test
  void isADirectoryIsSaidBeforeNotEmpty() throws Exception {
    file("f");
    make("full", "d");
    assertFails(EISDIR, () -> Sys.rename(at("f"), at("d")));
  }
}
