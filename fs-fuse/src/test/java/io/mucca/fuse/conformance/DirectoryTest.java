package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Ability.REMOVED_DIRECTORIES;
import static io.mucca.fuse.conformance.Errno.EBUSY;
import static io.mucca.fuse.conformance.Errno.EEXIST;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.ENAMETOOLONG;
import static io.mucca.fuse.conformance.Errno.ENOENT;
import static io.mucca.fuse.conformance.Errno.ENOTDIR;
import static io.mucca.fuse.conformance.Errno.ENOTEMPTY;
import static io.mucca.fuse.conformance.Flags.O_CREAT;
import static io.mucca.fuse.conformance.Flags.O_DIRECTORY;
import static io.mucca.fuse.conformance.Flags.O_PATH;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static io.mucca.fuse.conformance.Flags.SEEK_SET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.sys.SysException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** mkdir(2), rmdir(2) and getdents(2). */
class DirectoryTest extends ConformanceCases {
  private static final int BUFFER_BYTES = 4096;

  // ---- making and removing ----

  @ParameterizedTest
  @ValueSource(ints = {0, 0700, 0755, 0777, 01777})
  void newDirectoryHasTheModeAskedFor(int mode) throws Exception {
    asRoot(() -> Sys.mkdir(at("d"), mode));
    assertEquals(Flags.S_IFDIR | mode, Sys.stat(at("d")).mode());
  }

  /** mkdir(2): apart from the sticky bit, Linux leaves the bits above permissions to chmod. */
  @Test
  void newDirectoryDoesNotTakeSetIdBits() throws Exception {
    asRoot(() -> Sys.mkdir(at("d"), 07755));
    assertEquals(01755, Sys.stat(at("d")).permissions());
  }

  @Test
  void newDirectoryBelongsToItsMakerAndIsEmpty() throws Exception {
    as(ALICE, () -> Sys.mkdir(at("d"), 0755));
    Stat stat = Sys.stat(at("d"));
    assertEquals(List.of(ALICE, ALICE), List.of(stat.uid(), stat.gid()));
    assertEquals(List.of(), list(at("d")));
  }

  @Test
  void directoriesCountTheirOwnNamesAndThoseOfChildren() throws Exception {
    folder("d");
    assertEquals(2, Sys.stat(at("d")).links());
    folder("d/one");
    folder("d/two");
    file("d/file");
    assertEquals(4, Sys.stat(at("d")).links());
    Sys.rmdir(at("d/one"));
    assertEquals(3, Sys.stat(at("d")).links());
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "folder", "link", "socket"})
  void directoryWithAnythingInItIsNotRemoved(String what) throws Exception {
    folder("d");
    switch (what) {
      case "file" -> file("d/x");
      case "folder" -> folder("d/x");
      case "link" -> symlink("d/x", "missing");
      default -> Sys.mknod(at("d/x"), Flags.S_IFSOCK | 0644, 0);
    }
    assertFails(ENOTEMPTY, () -> Sys.rmdir(at("d")));
    assertEquals(List.of("x"), list(at("d")));
  }

  @Test
  void onlyDirectoriesAreRemovedAsSuch() throws Exception {
    file("f");
    folder("d");
    symlink("link", "d");
    Sys.mkfifo(at("fifo"), 0644);
    assertFails(ENOTDIR, () -> Sys.rmdir(at("f")));
    assertFails(ENOTDIR, () -> Sys.rmdir(at("link")));
    assertFails(ENOTDIR, () -> Sys.rmdir(at("fifo")));
  }

  @Test
  void dotsAreNotRemoved() throws Exception {
    folder("d");
    folder("d/e");
    assertFails(EINVAL, () -> Sys.rmdir(at("d/e/.")));
    assertFails(ENOTEMPTY, () -> Sys.rmdir(at("d/e/..")));
  }

  @Test
  void dotsAreNotMade() throws Exception {
    folder("d");
    assertFails(EEXIST, () -> Sys.mkdir(at("d/."), 0755));
    assertFails(EEXIST, () -> Sys.mkdir(at("d/.."), 0755));
  }

  @Test
  void slashBehindANewDirectoryIsFine() throws Exception {
    Sys.mkdir(at("d///"), 0755);
    assertEquals(List.of("d"), list(directory()));
    Sys.rmdir(at("d/"));
    assertEquals(List.of(), list(directory()));
  }

  @Test
  void rootOfAMountIsBusy() throws Exception {
    if (place instanceof MountedPlace) {
      String root = Sys.readlink("/proc/self/fd/" + open(directory() + "/..", O_RDONLY));
      assertFails(EBUSY, () -> Sys.rmdir(root));
      assertFails(EBUSY, () -> Sys.rename(root, root + "-elsewhere"));
    }
  }

  @Test
  void removedDirectoryCanBeMadeAgain() throws Exception {
    long first = Sys.stat(folder("d")).inode();
    int held = open(at("d"), O_RDONLY);
    Sys.rmdir(at("d"));
    assertTrue(Sys.stat(folder("d")).inode() != first, "an inode in use is not used again");
    close(held);
    file("d/f");
    assertEquals(List.of("f"), list(at("d")));
  }

  @Test
  void removedDirectoryTakesNoNewNames() throws Exception {
    int fd = open(folder("d"), O_RDONLY | O_DIRECTORY);
    Sys.rmdir(at("d"));
    assertFails(ENOENT, () -> Sys.openat(fd, "f", O_CREAT | O_WRONLY, 0644));
    assertFails(ENOENT, () -> Sys.mkdirat(fd, "d", 0755));
    assertFails(ENOENT, () -> Sys.openat(fd, "missing", O_RDONLY, 0));
  }

  @Test
  void removedDirectoryListsNothing() throws Exception {
    int fd = open(folder("d"), O_RDONLY | O_DIRECTORY);
    Sys.rmdir(at("d"));
    try {
      assertEquals(List.of(), namesFrom(fd));
    } catch (SysException e) {
      // getdents(2): the kernel itself may say that there is no such directory.
      assertEquals(ENOENT, Errno.of(e.errno()));
    }
  }

  @Test
  void removedDirectoryHasNoLinks() throws Exception {
    int fd = open(folder("d"), O_RDONLY | O_DIRECTORY);
    Sys.rmdir(at("d"));
    if (can(REMOVED_DIRECTORIES)) {
      assertEquals(0, Sys.fstat(fd).links());
      Sys.fchmod(fd, 0700);
      assertEquals(0700, Sys.fstat(fd).permissions());
    } else {
      assertFails(ENOENT, () -> Sys.fstat(fd));
      assertFails(ENOENT, () -> Sys.fchmod(fd, 0700));
    }
  }

  @Test
  void workingDirectoryCanBeRemoved() throws Exception {
    folder("d");
    asRoot(
        () -> {
          Sys.chdir(at("d"));
          Sys.rmdir(at("d"));
          assertFails(ENOENT, () -> Sys.open("f", O_CREAT | O_WRONLY, 0644));
          assertFails(ENOENT, () -> Sys.mkdir("e", 0755));
        });
  }

  @Test
  void removalNeedsPermissionToWriteTheParentOnly() throws Exception {
    folderOf(ALICE, ALICE, "mine", 0755);
    folderOf(BOB, BOB, "mine/bobs", 0);
    as(ALICE, () -> Sys.rmdir(at("mine/bobs")));
    assertEquals(List.of(), list(at("mine")));
  }

  @Test
  void fullDirectoryIsNotEmptyEvenForWhoMayNotLook() throws Exception {
    folderOf(ALICE, ALICE, "mine", 0755);
    folderOf(BOB, BOB, "mine/bobs", 0);
    file("mine/bobs/x");
    as(ALICE, () -> assertFails(ENOTEMPTY, () -> Sys.rmdir(at("mine/bobs"))));
  }

  // ---- depth ----

  @Test
  void directoriesGoDeeperThanAPathIsLong() throws Exception {
    String name = "d".repeat(200);
    asRoot(
        () -> {
          Sys.chdir(directory());
          for (int depth = 0; depth < 40; depth++) {
            Sys.mkdir(name, 0755);
            Sys.chdir(name);
          }
          Sys.close(Sys.open("deep", O_CREAT | O_WRONLY, 0644));
          assertEquals(0, Sys.stat("deep").size());
          Sys.unlink("deep");
          for (int depth = 0; depth < 40; depth++) {
            Sys.chdir("..");
            Sys.rmdir(name);
          }
        });
    assertEquals(List.of(), list(directory()));
  }

  @Test
  void parentsAreFoundByDots() throws Exception {
    folder("a");
    folder("a/b");
    folder("a/b/c");
    assertEquals(Sys.stat(at("a")).inode(), Sys.stat(at("a/b/c/../..")).inode());
    assertEquals(Sys.stat(at("a/b")).inode(), Sys.stat(at("a/b/.")).inode());
    assertEquals(Sys.stat(at("a/b")).inode(), Sys.stat(at("a//b///")).inode());
  }

  // ---- names ----

  @Test
  void everyByteButTwoCanBeInAName() throws Exception {
    Set<String> names = new TreeSet<>();
    for (char c = 1; c < 256; c++) {
      if (c != '/') {
        names.add("a" + c);
        file("a" + c);
      }
    }
    assertEquals(List.copyOf(names), list(directory()));
    for (String name : names) {
      assertEquals(0, Sys.stat(at(name)).size());
      Sys.unlink(at(name));
    }
    assertEquals(List.of(), list(directory()));
  }

  @Test
  void namesThatLookAlikeAreDifferent() throws Exception {
    // Upper case; e with an accent as one character and as two, in UTF-8.
    List<String> names = List.of("A", "a", "a ", "a.", "e\u00cc\u0081", "\u00c3\u00a9");
    for (String name : names) {
      file(name, name);
    }
    assertEquals(names, list(directory()));
    for (String name : names) {
      assertEquals(name, read(at(name)));
    }
  }

  @Test
  void namesOf255BytesThatDifferInTheLastAreDifferent() throws Exception {
    String stem = "\u00ff".repeat(254);
    file(stem + "a", "one");
    file(stem + "b", "two");
    assertEquals(List.of(stem + "a", stem + "b"), list(directory()));
    assertEquals("onetwo", read(at(stem + "a")) + read(at(stem + "b")));
  }

  @Test
  void threeDotsAreAName() throws Exception {
    folder("...");
    file(".../..x", "text");
    assertEquals("text", read(at(".../..x")));
    assertEquals(List.of("..x"), list(at("...")));
  }

  @Test
  void longNameOfADirectoryInAPathIsTooLong() throws Exception {
    assertFails(ENAMETOOLONG, () -> Sys.stat(at("x".repeat(256) + "/y")));
  }

  // ---- listing ----

  @Test
  void listingHasTypesAndInodesAsStatHas() throws Exception {
    file("f");
    folder("d");
    symlink("link", "f");
    Sys.mkfifo(at("fifo"), 0644);
    Sys.mknod(at("socket"), Flags.S_IFSOCK | 0644, 0);
    Sys.mknod(at("char"), Flags.S_IFCHR | 0644, (1 << 8) | 3);
    Sys.mknod(at("block"), Flags.S_IFBLK | 0644, (240 << 8) | 1);
    List<Sys.Entry> entries = entriesFrom(open(directory(), O_RDONLY));
    assertEquals(9, entries.size());
    for (Sys.Entry entry : entries) {
      Stat stat = Sys.lstat(at(entry.name()));
      assertEquals(stat.type(), entry.type(), entry.name());
      if (!entry.name().equals("..")) {
        assertEquals(stat.inode(), entry.inode(), entry.name());
      }
    }
  }

  @Test
  void dotsNameTheDirectoryAndItsParent() throws Exception {
    folder("a");
    folder("a/b");
    Map<String, Long> inodes = new HashMap<>();
    entriesFrom(open(at("a/b"), O_RDONLY)).forEach(e -> inodes.put(e.name(), e.inode()));
    assertEquals(Map.of(".", Sys.stat(at("a/b")).inode(), "..", Sys.stat(at("a")).inode()), inodes);
  }

  @Test
  void parentIsAnotherAfterAMove() throws Exception {
    folder("a");
    folder("b");
    folder("a/moved");
    Sys.rename(at("a/moved"), at("b/moved"));
    assertEquals(Sys.stat(at("b")).inode(), Sys.stat(at("b/moved/..")).inode());
    for (Sys.Entry entry : entriesFrom(open(at("b/moved"), O_RDONLY))) {
      if (entry.name().equals("..")) {
        assertEquals(Sys.stat(at("b")).inode(), entry.inode());
      }
    }
  }

  @Test
  void listingNeedsABufferForOneEntry() throws Exception {
    int fd = open(directory(), O_RDONLY);
    assertFails(EINVAL, () -> Sys.getdents(fd, 8));
  }

  @Test
  void onlyDirectoriesAreListed() throws Exception {
    int fd = open(file("f"), O_RDONLY);
    assertFails(ENOTDIR, () -> Sys.getdents(fd, BUFFER_BYTES));
    int path = open(directory(), O_PATH);
    assertFails(Errno.EBADF, () -> Sys.getdents(path, BUFFER_BYTES));
  }

  @Test
  void everyPositionCanBeReturnedTo() throws Exception {
    makeFiles(300);
    int fd = open(directory(), O_RDONLY);
    List<Sys.Entry> all = entriesFrom(fd);
    for (int i = 0; i < all.size(); i += 7) {
      Sys.lseek(fd, all.get(i).next(), SEEK_SET);
      List<String> rest = entriesFrom(fd).stream().map(Sys.Entry::name).toList();
      assertEquals(all.subList(i + 1, all.size()).stream().map(Sys.Entry::name).toList(), rest);
    }
  }

  private void makeFiles(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Sys.mknod(at("f" + i), Flags.S_IFREG | 0644, 0);
    }
  }

  @Test
  void positionOfAnEntryThatIsGoneIsStillOne() throws Exception {
    makeFiles(300);
    int fd = open(directory(), O_RDONLY);
    List<Sys.Entry> all = entriesFrom(fd);
    Sys.Entry gone =
        all.stream().skip(150).filter(e -> e.type() == Flags.S_IFREG).findFirst().get();
    int index = all.indexOf(gone);
    Sys.unlink(at(gone.name()));
    Sys.lseek(fd, gone.next(), SEEK_SET);
    assertEquals(
        all.subList(index + 1, all.size()).stream().map(Sys.Entry::name).toList(),
        entriesFrom(fd).stream().map(Sys.Entry::name).toList());
  }

  @Test
  void rewindingShowsWhatIsNew() throws Exception {
    file("old");
    int fd = open(directory(), O_RDONLY);
    assertEquals(List.of("old"), namesFrom(fd));
    file("new");
    Sys.unlink(at("old"));
    Sys.lseek(fd, 0, SEEK_SET);
    assertEquals(List.of("new"), namesFrom(fd));
  }

  /** As {@code rm -r} does it, which must not leave anything behind. */
  @Test
  void removalWhileListingMissesNothing() throws Exception {
    makeFiles(2000);
    int fd = open(directory(), O_RDONLY);
    int removed = 0;
    List<Sys.Entry> some = Sys.getdents(fd, BUFFER_BYTES);
    while (!some.isEmpty()) {
      for (Sys.Entry entry : some) {
        if (entry.type() == Flags.S_IFREG) {
          Sys.unlink(at(entry.name()));
          removed++;
        }
      }
      some = Sys.getdents(fd, BUFFER_BYTES);
    }
    assertEquals(2000, removed);
    assertEquals(List.of(), list(directory()));
  }

  /** readdir(3p): what is there all the time is returned exactly once. */
  @Test
  void whatStaysIsListedOnceWhileOthersComeAndGo() throws Exception {
    for (int i = 0; i < 500; i++) {
      Sys.mknod(at("stays" + i), Flags.S_IFREG | 0644, 0);
      Sys.mknod(at("goes" + i), Flags.S_IFREG | 0644, 0);
    }
    List<Throwable> failures = new ArrayList<>();
    Thread changer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 500; i++) {
                  Sys.unlink(at("goes" + i));
                  Sys.mknod(at("comes" + i), Flags.S_IFREG | 0644, 0);
                }
              } catch (Exception e) {
                failures.add(e);
              }
            });
    changer.start();
    Set<String> expected = new HashSet<>();
    IntStream.range(0, 500).forEach(i -> expected.add("stays" + i));
    do {
      int fd = Sys.open(directory(), O_RDONLY);
      List<String> seen = new ArrayList<>();
      List<Sys.Entry> some = Sys.getdents(fd, BUFFER_BYTES);
      while (!some.isEmpty()) {
        some.stream().map(Sys.Entry::name).filter(n -> n.startsWith("stays")).forEach(seen::add);
        some = Sys.getdents(fd, BUFFER_BYTES);
      }
      Sys.close(fd);
      assertEquals(500, seen.size());
      assertEquals(expected, Set.copyOf(seen));
    } while (changer.isAlive());
    changer.join();
    assertEquals(List.of(), failures);
  }

  @Test
  void renamingWhileListingEndsAndLosesNothing() throws Exception {
    makeFiles(500);
    int fd = open(directory(), O_RDONLY);
    Set<String> seen = new HashSet<>();
    List<Sys.Entry> some = Sys.getdents(fd, BUFFER_BYTES);
    while (!some.isEmpty()) {
      for (Sys.Entry entry : some) {
        if (entry.name().startsWith("f") && seen.add(entry.name())) {
          Sys.rename(at(entry.name()), at("renamed-" + entry.name()));
        }
      }
      some = Sys.getdents(fd, BUFFER_BYTES);
    }
    assertEquals(500, seen.size());
    assertEquals(500, list(directory()).size());
  }
}
