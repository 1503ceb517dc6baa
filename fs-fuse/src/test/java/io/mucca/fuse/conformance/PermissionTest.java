package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Errno.EACCES;
import static io.mucca.fuse.conformance.Errno.ENOENT;
import static io.mucca.fuse.conformance.Errno.EPERM;
import static io.mucca.fuse.conformance.Flags.F_OK;
import static io.mucca.fuse.conformance.Flags.O_CREAT;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_TRUNC;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static io.mucca.fuse.conformance.Flags.R_OK;
import static io.mucca.fuse.conformance.Flags.W_OK;
import static io.mucca.fuse.conformance.Flags.X_OK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chmod(2), chown(2), access(2), and what set-ID bits of files and directories do. */
class PermissionTest extends ConformanceCases {
  private static final int SAME = -1;

  // ---- chmod ----

  @ParameterizedTest
  @ValueSource(ints = {0, 0111, 0644, 0777, 01000, 02010, 04100, 06110, 07777})
  void ownerSetsEveryBit(int mode) throws Exception {
    fileOf(ALICE, ALICE, "f", 0600);
    as(ALICE, () -> Sys.chmod(at("f"), mode));
    assertEquals(Flags.S_IFREG | mode, Sys.stat(at("f")).mode());
  }

  @Test
  void typeIsNotChanged() throws Exception {
    Sys.chmod(folder("d"), Flags.S_IFREG | 0700);
    assertEquals(Flags.S_IFDIR | 0700, Sys.stat(at("d")).mode());
  }

  @Test
  void onlyOwnerAndRootChangeTheMode() throws Exception {
    fileOf(ALICE, STAFF, "f", 0666);
    int fd = open(at("f"), O_RDONLY);
    asMember(BOB, STAFF, () -> assertFails(EPERM, () -> Sys.chmod(at("f"), 0600)));
    as(BOB, () -> assertFails(EPERM, () -> Sys.fchmod(fd, 0600)));
    assertEquals(0666, Sys.stat(at("f")).permissions());
    Sys.chmod(at("f"), 0600);
    assertEquals(0600, Sys.stat(at("f")).permissions());
  }

  @Test
  void modeIsChangedThroughADescriptorForReading() throws Exception {
    fileOf(ALICE, ALICE, "f", 0600);
    as(ALICE, () -> Sys.fchmod(open(at("f"), O_RDONLY), 0640));
    assertEquals(0640, Sys.stat(at("f")).permissions());
  }

  /** chmod(2): who is not in the file's group does not get its set-group-ID bit. */
  @Test
  void setGroupIdBitNeedsMembership() throws Exception {
    fileOf(ALICE, STAFF, "f", 0644);
    as(ALICE, () -> Sys.chmod(at("f"), 02755));
    assertEquals(0755, Sys.stat(at("f")).permissions());
    asMember(ALICE, STAFF, () -> Sys.chmod(at("f"), 02755));
    assertEquals(02755, Sys.stat(at("f")).permissions());
  }

  // ---- chown ----

  @Test
  void rootGivesFilesAway() throws Exception {
    file("f");
    Sys.chown(at("f"), ALICE, STAFF);
    Sys.chown(at("f"), SAME, BOB);
    assertEquals(List.of(ALICE, BOB), owners("f"));
    Sys.chown(at("f"), BOB, SAME);
    assertEquals(List.of(BOB, BOB), owners("f"));
  }

  private List<Integer> owners(String name) throws Exception {
    Stat stat = Sys.lstat(at(name));
    return List.of(stat.uid(), stat.gid());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65535, 65536, 1 << 20, Integer.MAX_VALUE, -2})
  void idsHave32Bits(int id) throws Exception {
    file("f");
    Sys.chown(at("f"), id, id);
    assertEquals(List.of(id, id), owners("f"));
  }

  @Test
  void ownerChangesTheGroupToOneOfTheirs() throws Exception {
    fileOf(ALICE, ALICE, "f", 0644);
    asMember(
        ALICE,
        STAFF,
        () -> {
          Sys.chown(at("f"), SAME, STAFF);
          Sys.chown(at("f"), ALICE, ALICE);
          assertFails(EPERM, () -> Sys.chown(at("f"), SAME, BOB));
        });
    assertEquals(List.of(ALICE, ALICE), owners("f"));
  }

  @Test
  void ownerDoesNotGiveFilesAway() throws Exception {
    fileOf(ALICE, ALICE, "f", 0644);
    as(ALICE, () -> assertFails(EPERM, () -> Sys.chown(at("f"), BOB, SAME)));
    as(BOB, () -> assertFails(EPERM, () -> Sys.chown(at("f"), BOB, SAME)));
    assertEquals(List.of(ALICE, ALICE), owners("f"));
  }

  @Test
  void changeToWhatItIsAlreadyIsTheOwnersToMake() throws Exception {
    fileOf(ALICE, STAFF, "f", 0644);
    as(ALICE, () -> Sys.chown(at("f"), ALICE, STAFF));
    as(BOB, () -> assertFails(EPERM, () -> Sys.chown(at("f"), ALICE, STAFF)));
  }

  /** chown(2): the bits would else make the program another user's. */
  @ParameterizedTest
  @CsvSource({"06755, 0755", "04711, 0711", "02755, 0755", "02745, 02745", "0755, 0755"})
  void changeOfOwnerClearsSetIdBits(String before, String after) throws Exception {
    int mode = Integer.parseInt(before, 8);
    asMember(
        ALICE,
        STAFF,
        () -> {
          close(open(at("f"), O_CREAT | O_WRONLY, 0600));
          Sys.chmod(at("f"), mode);
          Sys.chown(at("f"), SAME, STAFF);
        });
    // Without execution for the group, set-group-ID once meant mandatory locking, and says nothing
    // of who runs the file. Newer kernels take it from who is not in the group.
    assertEquals(Integer.parseInt(after, 8), Sys.stat(at("f")).permissions());
  }

  @Test
  void rootsChangeOfOwnerClearsSetIdBitsToo() throws Exception {
    file("f", "", 06755);
    Sys.chown(at("f"), ALICE, ALICE);
    assertEquals(0755, Sys.stat(at("f")).permissions());
  }

  @Test
  void directoriesKeepSetIdBitsWhenTheirOwnerChanges() throws Exception {
    folder("d", 06755);
    Sys.chown(at("d"), ALICE, ALICE);
    assertEquals(06755, Sys.stat(at("d")).permissions());
  }

  // ---- writing ----

  @Test
  void writingByOthersClearsSetIdBits() throws Exception {
    fileOf(BOB, BOB, "f", 06777);
    as(ALICE, () -> write(open(at("f"), O_WRONLY), "x"));
    assertEquals(0777, Sys.stat(at("f")).permissions());
  }

  @Test
  void writingByTheOwnerClearsSetIdBitsToo() throws Exception {
    fileOf(ALICE, ALICE, "f", 06777);
    as(ALICE, () -> write(open(at("f"), O_WRONLY), "x"));
    assertEquals(0777, Sys.stat(at("f")).permissions());
  }

  @Test
  void truncationByOthersClearsSetIdBits() throws Exception {
    fileOf(BOB, BOB, "f", 06777);
    fileOf(BOB, BOB, "g", 06777);
    as(
        ALICE,
        () -> {
          Sys.truncate(at("f"), 1);
          close(open(at("g"), O_WRONLY | O_TRUNC));
        });
    assertEquals(0777, Sys.stat(at("f")).permissions());
    assertEquals(0777, Sys.stat(at("g")).permissions());
  }

  @Test
  void writingByRootKeepsSetIdBits() throws Exception {
    fileOf(BOB, BOB, "f", 06777);
    write(open(at("f"), O_WRONLY), "x");
    assertEquals(06777, Sys.stat(at("f")).permissions());
  }

  // ---- directories with a group to hand down ----

  @Test
  void setGroupIdDirectoryHandsItsGroupDown() throws Exception {
    folderOf(BOB, STAFF, "d", 02777);
    as(
        ALICE,
        () -> {
          close(open(at("d/f"), O_CREAT | O_WRONLY, 0644));
          Sys.mkdir(at("d/sub"), 0755);
          Sys.symlink("x", at("d/link"));
          Sys.mkfifo(at("d/fifo"), 0644);
        });
    for (String name : List.of("d/f", "d/sub", "d/link", "d/fifo")) {
      assertEquals(List.of(ALICE, STAFF), owners(name), name);
    }
    assertEquals(02755, Sys.stat(at("d/sub")).permissions());
    assertEquals(0644, Sys.stat(at("d/f")).permissions());
  }

  @Test
  void setGroupIdGoesDownAllDirectories() throws Exception {
    folderOf(BOB, STAFF, "d", 02777);
    as(
        ALICE,
        () -> {
          Sys.mkdir(at("d/e"), 0755);
          Sys.mkdir(at("d/e/f"), 0755);
        });
    assertEquals(List.of(ALICE, STAFF), owners("d/e/f"));
    assertEquals(02755, Sys.stat(at("d/e/f")).permissions());
  }

  @Test
  void programOfAnothersGroupIsNotMade() throws Exception {
    folderOf(BOB, STAFF, "d", 02777);
    as(ALICE, () -> close(open(at("d/f"), O_CREAT | O_WRONLY, 02777)));
    asMember(ALICE, STAFF, () -> close(open(at("d/g"), O_CREAT | O_WRONLY, 02777)));
    assertEquals(0777, Sys.stat(at("d/f")).permissions());
    assertEquals(02777, Sys.stat(at("d/g")).permissions());
  }

  @Test
  void movedDirectoryKeepsItsGroup() throws Exception {
    folderOf(BOB, STAFF, "d", 02777);
    folderOf(ALICE, ALICE, "e", 0755);
    as(ALICE, () -> Sys.rename(at("e"), at("d/e")));
    assertEquals(List.of(ALICE, ALICE), owners("d/e"));
    assertEquals(0755, Sys.stat(at("d/e")).permissions());
  }

  // ---- access ----

  @ParameterizedTest
  @CsvSource({
    "0700, owner, 7", "0600, owner, 6", "0077, owner, 0", "0070, group, 7", "0707, group, 0",
    "0007, other, 7", "0770, other, 0", "0444, other, 4", "0222, group, 2", "0111, owner, 1"
  })
  void accessSaysWhatTheClassMayDo(String mode, String who, int allowed) throws Exception {
    fileOf(ALICE, STAFF, "f", Integer.parseInt(mode, 8));
    Action asking =
        () -> {
          for (int wanted = F_OK; wanted <= (R_OK | W_OK | X_OK); wanted++) {
            int mask = wanted;
            if ((wanted & ~allowed) == 0) {
              Sys.access(at("f"), mask);
            } else {
              assertFails(EACCES, () -> Sys.access(at("f"), mask));
            }
          }
        };
    switch (who) {
      case "owner" -> as(ALICE, asking);
      case "group" -> asMember(BOB, STAFF, asking);
      default -> as(BOB, asking);
    }
  }

  @Test
  void rootMayAllButExecuteWhatNobodyMay() throws Exception {
    fileOf(ALICE, ALICE, "f", 0);
    Sys.access(at("f"), R_OK | W_OK);
    assertFails(EACCES, () -> Sys.access(at("f"), X_OK));
    Sys.chmod(at("f"), 0001);
    Sys.access(at("f"), X_OK);
    folderOf(ALICE, ALICE, "d", 0);
    Sys.access(at("d"), R_OK | W_OK | X_OK);
  }

  @Test
  void accessOfWhatIsMissing() throws Exception {
    assertFails(ENOENT, () -> Sys.access(at("missing"), F_OK));
    assertFails(Errno.EINVAL, () -> Sys.access(directory(), 010));
  }

  // ---- directories ----

  @Test
  void directoryToSearchShowsNamesToWhoKnowsThem() throws Exception {
    folderOf(BOB, BOB, "d", 0711);
    fileOf(BOB, BOB, "d/f", 0644);
    as(
        ALICE,
        () -> {
          assertEquals("text", read(at("d/f")));
          assertFails(EACCES, () -> list(at("d")));
        });
  }

  @Test
  void directoryToReadShowsNamesAndNothingBehindThem() throws Exception {
    folderOf(BOB, BOB, "d", 0744);
    fileOf(BOB, BOB, "d/f", 0644);
    as(
        ALICE,
        () -> {
          assertEquals(List.of("f"), list(at("d")));
          assertFails(EACCES, () -> Sys.stat(at("d/f")));
        });
  }

  @Test
  void directoryToWriteIsOfNoUseWithoutSearch() throws Exception {
    folderOf(BOB, BOB, "d", 0726);
    as(ALICE, () -> assertFails(EACCES, () -> Sys.mkdir(at("d/new"), 0755)));
  }

  @Test
  void permissionsOfADirectoryChangeAtOnce() throws Exception {
    folderOf(BOB, BOB, "d", 0755);
    fileOf(BOB, BOB, "d/f", 0644);
    as(ALICE, () -> assertEquals("text", read(at("d/f"))));
    Sys.chmod(at("d"), 0700);
    as(ALICE, () -> assertFails(EACCES, () -> Sys.open(at("d/f"), O_RDONLY)));
    Sys.chmod(at("d"), 0755);
    as(ALICE, () -> assertEquals("text", read(at("d/f"))));
  }

  @Test
  void directoryOpenedBeforeStaysReadable() throws Exception {
    folderOf(BOB, BOB, "d", 0755);
    file("d/f");
    int fd = open(at("d"), O_RDONLY);
    Sys.chmod(at("d"), 0);
    as(ALICE, () -> assertEquals(List.of("f"), namesFrom(fd)));
    as(ALICE, () -> assertFails(EACCES, () -> Sys.openat(fd, "f", O_RDONLY, 0)));
  }

  @Test
  void truncationOfAPathNeedsWritePermission() throws Exception {
    fileOf(BOB, BOB, "f", 0644);
    as(ALICE, () -> assertFails(EACCES, () -> Sys.truncate(at("f"), 0)));
    assertEquals("text", read(at("f")));
  }
}
