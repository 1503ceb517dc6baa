package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Errno.EACCES;
import static io.mucca.fuse.conformance.Errno.EEXIST;
import static io.mucca.fuse.conformance.Errno.EFAULT;
import static io.mucca.fuse.conformance.Errno.ELOOP;
import static io.mucca.fuse.conformance.Errno.ENAMETOOLONG;
import static io.mucca.fuse.conformance.Errno.ENOENT;
import static io.mucca.fuse.conformance.Errno.ENOTDIR;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The errors that every system call with a path has in common: path_resolution(7). */
class PathResolutionTest extends ConformanceCases {
  private static final String LONGEST_NAME = "n".repeat(255);

  @ParameterizedTest
  @EnumSource
  void prefixThatIsAFileIsNoDirectory(PathCall call) throws Exception {
    String other = file("other");
    file("file");
    assertFails(ENOTDIR, () -> call.on(at("file/name"), other));
  }

  @ParameterizedTest
  @EnumSource
  void prefixThatIsMissingDoesNotExist(PathCall call) throws Exception {
    String other = file("other");
    assertFails(ENOENT, () -> call.on(at("missing/name"), other));
  }

  @ParameterizedTest
  @EnumSource
  void prefixThatDanglesDoesNotExist(PathCall call) throws Exception {
    String other = file("other");
    symlink("dangling", "missing");
    assertFails(ENOENT, () -> call.on(at("dangling/name"), other));
  }

  @ParameterizedTest
  @EnumSource
  void emptyPathDoesNotExist(PathCall call) throws Exception {
    String other = file("other");
    assertFails(ENOENT, () -> call.on("", other));
  }

  @ParameterizedTest
  @EnumSource
  void nameOf256BytesIsTooLong(PathCall call) throws Exception {
    String other = file("other");
    assertFails(ENAMETOOLONG, () -> call.on(at(LONGEST_NAME + "n"), other));
  }

  @ParameterizedTest
  @EnumSource
  void nameOf255BytesIsNotTooLong(PathCall call) throws Exception {
    String other = file("other");
    if (call.isMaker()) {
      call.on(at(LONGEST_NAME), other);
      assertEquals(true, list(directory()).contains(LONGEST_NAME));
    } else {
      assertFails(ENOENT, () -> call.on(at(LONGEST_NAME), other));
    }
  }

  @ParameterizedTest
  @EnumSource
  void pathOf4096BytesIsTooLong(PathCall call) throws Exception {
    String other = file("other");
    String path = at("x");
    String longest = "/".repeat(4095 - path.length()) + path;
    assertFails(ENAMETOOLONG, () -> call.on("/" + longest, other));
  }

  @ParameterizedTest
  @EnumSource
  void prefixThatLoopsIsRefused(PathCall call) throws Exception {
    String other = file("other");
    symlink("one", "two");
    symlink("two", "one");
    assertFails(ELOOP, () -> call.on(at("one/name"), other));
  }

  @ParameterizedTest
  @EnumSource
  void lastNameThatLoopsIsRefusedWhereItIsFollowed(PathCall call) throws Exception {
    String other = file("other");
    symlink("loop", "loop");
    if (call.isAboutLinks()) {
      call.on(at("loop"), other);
      return;
    }
    Errno expected =
        switch (call) {
          case MKDIR, MKNOD, MKFIFO, SYMLINK, LINK_TO -> EEXIST;
          case RMDIR -> ENOTDIR;
          default -> ELOOP;
        };
    assertFails(expected, () -> call.on(at("loop"), other));
  }

  @ParameterizedTest
  @EnumSource
  void addressOutsideOfTheProcessIsRefused(PathCall call) throws Exception {
    String other = file("other");
    assertFails(EFAULT, () -> call.on(1L, other));
  }

  @ParameterizedTest
  @EnumSource
  void prefixThatMayNotBeSearchedIsRefused(PathCall call) throws Exception {
    String other = file("other", "", 0666);
    folder("locked", 0700);
    file("locked/name", "", 0666);
    as(ALICE, () -> assertFails(EACCES, () -> call.on(at("locked/name"), other)));
  }

  @ParameterizedTest
  @EnumSource
  void prefixThatMayBeReadAndNotSearchedIsRefused(PathCall call) throws Exception {
    String other = file("other", "", 0666);
    folder("readable", 0766);
    file("readable/name", "", 0666);
    as(ALICE, () -> assertFails(EACCES, () -> call.on(at("readable/name"), other)));
  }

  /** Search permission is looked at before the name: who may not search learns nothing. */
  @ParameterizedTest
  @EnumSource
  void missingNameInALockedDirectoryIsNoLessRefused(PathCall call) throws Exception {
    String other = file("other", "", 0666);
    folder("locked", 0700);
    as(ALICE, () -> assertFails(EACCES, () -> call.on(at("locked/missing"), other)));
  }

  @ParameterizedTest
  @MethodSource
  void directoryThatMayNotBeWrittenKeepsItsNames(PathCall call) throws Exception {
    String other = fileOf(ALICE, ALICE, "other", 0666);
    folder("closed", 0755);
    String name = call.isMaker() ? "closed/new" : "closed/old";
    if (call == PathCall.RMDIR) {
      folder("closed/old", 0777);
    } else {
      file("closed/old", "", 0666);
    }
    as(ALICE, () -> assertFails(EACCES, () -> call.on(at(name), other)));
    assertEquals(List.of("old"), list(at("closed")));
  }

  static Stream<PathCall> directoryThatMayNotBeWrittenKeepsItsNames() {
    return Arrays.stream(PathCall.values()).filter(PathCall::changesDirectory);
  }

  @ParameterizedTest
  @MethodSource
  void lastNameThatIsMissingDoesNotExist(PathCall call) throws Exception {
    String other = file("other");
    assertFails(ENOENT, () -> call.on(at("missing"), other));
  }

  static Stream<PathCall> lastNameThatIsMissingDoesNotExist() {
    return Arrays.stream(PathCall.values()).filter(call -> !call.isMaker());
  }

  @ParameterizedTest
  @EnumSource
  void slashBehindAFileAsksForADirectory(PathCall call) throws Exception {
    String other = file("other");
    file("file");
    Errno expected =
        switch (call) {
          case MKDIR, MKNOD, MKFIFO, SYMLINK, LINK_TO -> EEXIST;
          case CREATE -> Errno.EISDIR;
          default -> ENOTDIR;
        };
    assertFails(expected, () -> call.on(at("file/"), other));
  }

  @ParameterizedTest
  @CsvSource({
    "MKDIR, file", "MKDIR, folder", "MKDIR, link", "MKDIR, dangling", "MKDIR, fifo",
    "MKNOD, file", "MKNOD, folder", "MKNOD, link", "MKNOD, dangling", "MKNOD, fifo",
    "MKFIFO, file", "MKFIFO, folder", "MKFIFO, link", "MKFIFO, dangling", "MKFIFO, fifo",
    "SYMLINK, file", "SYMLINK, folder", "SYMLINK, link", "SYMLINK, dangling", "SYMLINK, fifo",
    "LINK_TO, file", "LINK_TO, folder", "LINK_TO, link", "LINK_TO, dangling", "LINK_TO, fifo"
  })
  void nameThatExistsIsNotMadeAgain(PathCall call, String name) throws Exception {
    String other = file("other");
    file("file");
    folder("folder");
    symlink("link", "file");
    symlink("dangling", "missing");
    Sys.mkfifo(at("fifo"), 0644);
    assertFails(EEXIST, () -> call.on(at(name), other));
    assertEquals(false, exists(at("missing")));
  }

  /** What exists is said before what may not be done: POSIX leaves it open, Linux does so. */
  @ParameterizedTest
  @EnumSource(names = {"MKDIR", "MKNOD", "MKFIFO", "SYMLINK", "LINK_TO"})
  void existingNameInAClosedDirectoryExists(PathCall call) throws Exception {
    String other = fileOf(ALICE, ALICE, "other", 0666);
    folder("closed", 0755);
    file("closed/old");
    as(ALICE, () -> assertFails(EEXIST, () -> call.on(at("closed/old"), other)));
  }
}
