package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Ability.BIRTH_TIME;
import static io.mucca.fuse.conformance.Errno.EACCES;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.EPERM;
import static io.mucca.fuse.conformance.Flags.MAP_SHARED;
import static io.mucca.fuse.conformance.Flags.O_APPEND;
import static io.mucca.fuse.conformance.Flags.O_CREAT;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_RDWR;
import static io.mucca.fuse.conformance.Flags.O_TRUNC;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static io.mucca.fuse.conformance.Flags.PROT_READ;
import static io.mucca.fuse.conformance.Flags.PROT_WRITE;
import static io.mucca.fuse.conformance.Flags.UTIME_NOW;
import static io.mucca.fuse.conformance.Flags.UTIME_OMIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a file's times each call marks, and utimensat(2). */
class TimeTest extends ConformanceCases {
  private static final long[] NOW = {0, UTIME_NOW};
  private static final long[] OMIT = {0, UTIME_OMIT};

  /** A call, what is looked at, and which of its times change: access, modification, change. */
  @SuppressWarnings("ImmutableEnumChecker") // of bodies without state
  enum Marking {
    WRITE("f", "mc", t -> t.write("f", O_WRONLY)),
    APPEND("f", "mc", t -> t.write("f", O_WRONLY | O_APPEND)),
    TRUNCATE_SHORTER("f", "mc", t -> Sys.truncate(t.at("f"), 1)),
    TRUNCATE_LONGER("f", "mc", t -> Sys.truncate(t.at("f"), 100)),
    OPEN_TRUNCATING("f", "mc", t -> t.openFor("f", O_WRONLY | O_TRUNC)),
    OPEN_TRUNCATING_AN_EMPTY_FILE("empty", "mc", t -> t.openFor("empty", O_WRONLY | O_TRUNC)),
    OPEN_TO_READ("f", "", t -> t.openFor("f", O_RDONLY)),
    OPEN_TO_WRITE("f", "", t -> t.openFor("f", O_RDWR | O_CREAT)),
    CHMOD("f", "c", t -> Sys.chmod(t.at("f"), 0600)),
    CHMOD_TO_THE_SAME("f", "c", t -> Sys.chmod(t.at("f"), 0644)),
    CHOWN("f", "c", t -> Sys.chown(t.at("f"), 7, 7)),
    CHOWN_OF_DIRECTORY("d", "c", t -> Sys.chown(t.at("d"), 7, 7)),
    LCHOWN("link", "c", t -> Sys.lchown(t.at("link"), 7, 7)),
    SET_XATTR("f", "c", t -> Sys.setxattr(t.at("f"), "user.b", new byte[1], 0)),
    REMOVE_XATTR("f", "c", t -> Sys.removexattr(t.at("f"), "user.a")),
    LINK("f", "c", t -> Sys.link(t.at("f"), t.at("new"))),
    LINK_IN_DIRECTORY("d", "mc", t -> Sys.link(t.at("f"), t.at("d/new"))),
    UNLINK_OF_ONE_NAME("f", "c", t -> Sys.unlink(t.at("second"))),
    UNLINK_IN_DIRECTORY("d", "mc", t -> Sys.unlink(t.at("d/x"))),
    CREATE_IN_DIRECTORY("d", "mc", t -> t.openFor("d/new", O_CREAT | O_WRONLY)),
    CREATE_OF_WHAT_EXISTS("d", "", t -> t.openFor("d/x", O_CREAT | O_WRONLY)),
    MKDIR_IN_DIRECTORY("d", "mc", t -> Sys.mkdir(t.at("d/new"), 0755)),
    RMDIR_IN_DIRECTORY("d", "mc", t -> Sys.rmdir(t.at("d/sub"))),
    MKFIFO_IN_DIRECTORY("d", "mc", t -> Sys.mkfifo(t.at("d/new"), 0644)),
    SYMLINK_IN_DIRECTORY("d", "mc", t -> Sys.symlink("x", t.at("d/new"))),
    RENAME("f", "c", t -> Sys.rename(t.at("f"), t.at("f-renamed"))),
    RENAME_FROM_DIRECTORY("d", "mc", t -> Sys.rename(t.at("d/x"), t.at("new"))),
    RENAME_TO_DIRECTORY("d", "mc", t -> Sys.rename(t.at("f"), t.at("d/new"))),
    RENAME_WITHIN_DIRECTORY("d", "mc", t -> Sys.rename(t.at("d/x"), t.at("d/y"))),
    RENAME_OVER_ONE_NAME("f", "c", t -> Sys.rename(t.at("d/x"), t.at("second"))),
    CHMOD_OF_CHILD("d", "", t -> Sys.chmod(t.at("d/x"), 0600)),
    WRITE_OF_CHILD("d", "", t -> t.write("d/x", O_WRONLY)),
    FAILING_MKDIR("d", "", t -> assertFails(Errno.EEXIST, () -> Sys.mkdir(t.at("d/x"), 0755))),
    FAILING_RMDIR("d", "", t -> assertFails(Errno.ENOTEMPTY, () -> Sys.rmdir(t.at("d")))),
    FAILING_TRUNCATE("f", "", t -> assertFails(EINVAL, () -> Sys.truncate(t.at("f"), -1))),
    STAT("f", "", t -> Sys.stat(t.at("f"))),
    FSYNC("f", "", t -> Sys.fsync(t.open(t.at("f"), O_RDWR))),
    LIST_XATTRS("f", "", t -> Sys.listxattr(t.at("f"))),
    UTIMENS_ACCESS("f", "ac", t -> Sys.utimens(t.at("f"), new long[] {7, 7}, OMIT, 0)),
    UTIMENS_MODIFY("f", "mc", t -> Sys.utimens(t.at("f"), OMIT, new long[] {7, 7}, 0)),
    UTIMENS_NOW("f", "amc", t -> Sys.utimens(t.at("f"), NOW, NOW, 0)),
    UTIMENS_OMITTING_BOTH("f", "", t -> Sys.utimens(t.at("f"), OMIT, OMIT, 0));

    private final String subject;
    private final String marks;
    private final Body body;

    @FunctionalInterface
    private interface Body {
      void run(TimeTest test) throws Exception;
    }

    Marking(String subject, String marks, Body body) {
      this.subject = subject;
      this.marks = marks;
      this.body = body;
    }
  }

  private void write(String name, int flags) throws Exception {
    int fd = open(at(name), flags);
    write(fd, "x");
    close(fd);
  }

  private void openFor(String name, int flags) throws Exception {
    close(open(at(name), flags, 0644));
  }

  @ParameterizedTest
  @EnumSource
  void callMarksTheTimesThatItMust(Marking call) throws Exception {
    file("f", "text");
    file("empty");
    Sys.setxattr(at("f"), "user.a", new byte[1], 0);
    Sys.link(at("f"), at("second"));
    symlink("link", "f");
    folder("d");
    file("d/x");
    folder("d/sub");
    // Read once, so that relatime has nothing left to do.
    awaitTick();
    read(at("f"));
    int watched = open(at(call.subject), Flags.O_PATH | Flags.O_NOFOLLOW);
    Stat before = Sys.fstat(watched);
    awaitTick();
    call.body.run(this);
    Stat after = Sys.fstat(watched);
    String marks =
        mark("a", before.access(), after.access())
            + mark("m", before.modify(), after.modify())
            + mark("c", before.change(), after.change());
    assertEquals(call.marks, marks);
  }

  private static String mark(String letter, Instant before, Instant after) {
    return before.equals(after) ? "" : letter;
  }

  @Test
  void newFileHasOneTime() throws Exception {
    Instant before = Sys.stat(directory()).change();
    awaitTick();
    file("f");
    Stat stat = Sys.stat(at("f"));
    assertEquals(stat.access(), stat.modify());
    assertTrue(stat.change().isAfter(before));
    assertTrue(!stat.modify().isAfter(stat.change()));
  }

  @Test
  void readingMarksTheAccess() throws Exception {
    file("f", "text");
    Stat before = Sys.stat(at("f"));
    awaitTick();
    read(at("f"));
    // Attributes of an open file may be older than a read that the page cache answered.
    Stat after = Sys.stat(at("f"));
    assertTrue(after.access().isAfter(before.access()));
    assertEquals(before.modify(), after.modify());
    assertEquals(before.change(), after.change());
  }

  /** mount(8), relatime: only the first access after a change is marked within a day. */
  @Test
  void secondReadMarksNothing() throws Exception {
    file("f", "text");
    awaitTick();
    read(at("f"));
    Stat before = Sys.stat(at("f"));
    awaitTick();
    read(at("f"));
    assertEquals(before, Sys.stat(at("f")));
  }

  @Test
  void storeToAMappingMarksModification() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    Stat before = Sys.fstat(fd);
    awaitTick();
    long address = Sys.mmap(fd, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
    Sys.poke(address, latin1("T"));
    Sys.msync(address, 4096);
    Stat after = Sys.fstat(fd);
    assertTrue(after.modify().isAfter(before.modify()));
    assertTrue(after.change().isAfter(before.change()));
    Sys.munmap(address, 4096);
  }

  @Test
  void timeOfBirthStays() throws Exception {
    file("f", "text");
    Instant birth = Sys.stat(at("f")).birth();
    if (!can(BIRTH_TIME)) {
      assertNull(birth);
      return;
    }
    awaitTick();
    write("f", O_WRONLY);
    Sys.chmod(at("f"), 0600);
    Sys.rename(at("f"), at("g"));
    Stat after = Sys.stat(at("g"));
    assertEquals(Objects.requireNonNull(birth), after.birth());
    assertTrue(after.birth().isBefore(after.modify()));
  }

  // ---- setting times ----

  @Test
  void timesHaveNanoseconds() throws Exception {
    file("f");
    Sys.utimens(at("f"), new long[] {1, 999_999_999}, new long[] {2, 123_456_789}, 0);
    Stat stat = Sys.stat(at("f"));
    assertEquals(Instant.ofEpochSecond(1, 999_999_999), stat.access());
    assertEquals(Instant.ofEpochSecond(2, 123_456_789), stat.modify());
  }

  /** Before 1970, after 2038, and the last that 32 bits and ext4 can hold. */
  @ParameterizedTest
  @ValueSource(
      longs = {-1, -2_000_000_000L, 0, 0x7fffffffL, 0x80000000L, 4_294_967_296L, 15_000_000_000L})
  void timesGoFarBackAndFarAhead(long seconds) throws Exception {
    file("f");
    Sys.utimens(at("f"), new long[] {seconds, 5}, new long[] {seconds, 6}, 0);
    Stat stat = Sys.stat(at("f"));
    assertEquals(Instant.ofEpochSecond(seconds, 5), stat.access());
    assertEquals(Instant.ofEpochSecond(seconds, 6), stat.modify());
  }

  @ParameterizedTest
  @CsvSource({"1000000000, 0", "0, 1000000000", "-1, 0", "0, -1"})
  void nanosecondsThatMakeASecondAreRefused(long access, long modify) throws Exception {
    file("f");
    assertFails(
        EINVAL, () -> Sys.utimens(at("f"), new long[] {1, access}, new long[] {1, modify}, 0));
  }

  @Test
  void timesSetStayThroughReadsAndSyncs() throws Exception {
    int fd = open(file("f", "text"), O_RDWR);
    write(fd, "more");
    Sys.futimens(fd, new long[] {100, 1}, new long[] {200, 2});
    Sys.fsync(fd);
    close(fd);
    assertEquals(Instant.ofEpochSecond(200, 2), Sys.stat(at("f")).modify());
    awaitTick();
    assertEquals("more", read(at("f")));
    assertEquals(Instant.ofEpochSecond(200, 2), Sys.stat(at("f")).modify());
  }

  @Test
  void timesOfDirectoriesAndSpecialFilesAreSet() throws Exception {
    folder("d");
    Sys.mkfifo(at("fifo"), 0644);
    for (String name : new String[] {"d", "fifo"}) {
      Sys.utimens(at(name), new long[] {5, 0}, new long[] {6, 0}, 0);
      assertEquals(Instant.ofEpochSecond(6), Sys.stat(at(name)).modify());
    }
  }

  @Test
  void ownerSetsAnyTimeAndWriterTheCurrentOne() throws Exception {
    fileOf(ALICE, ALICE, "f", 0666);
    long[] time = {5, 6};
    as(ALICE, () -> Sys.utimens(at("f"), time, time, 0));
    as(
        BOB,
        () -> {
          Sys.utimens(at("f"), NOW, NOW, 0);
          assertFails(EPERM, () -> Sys.utimens(at("f"), time, time, 0));
          assertFails(EPERM, () -> Sys.utimens(at("f"), OMIT, time, 0));
          assertFails(EPERM, () -> Sys.utimens(at("f"), NOW, OMIT, 0));
        });
  }

  @Test
  void whoMayNotWriteSetsNoTime() throws Exception {
    fileOf(BOB, BOB, "f", 0644);
    as(ALICE, () -> assertFails(EACCES, () -> Sys.utimens(at("f"), NOW, NOW, 0)));
    fileOf(ALICE, ALICE, "mine", 0);
    as(ALICE, () -> Sys.utimens(at("mine"), NOW, NOW, 0));
  }
}
