package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Errno.EEXIST;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.ELOOP;
import static io.mucca.fuse.conformance.Errno.ENAMETOOLONG;
import static io.mucca.fuse.conformance.Errno.ENOENT;
import static io.mucca.fuse.conformance.Errno.ENOTDIR;
import static io.mucca.fuse.conformance.Flags.AT_SYMLINK_NOFOLLOW;
import static io.mucca.fuse.conformance.Flags.O_CREAT;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** symlink(2), readlink(2) and symlink(7). */
class SymlinkTest extends ConformanceCases {
  @ParameterizedTest
  @ValueSource(ints = {1, 59, 60, 255, 256, 2047, 2048, 2049, 4094, 4095})
  void targetOfAnyLengthComesBack(int length) throws Exception {
    String target = "x".repeat(length);
    symlink("link", target);
    assertEquals(target, Sys.readlink(at("link")));
    assertEquals(length, Sys.lstat(at("link")).size());
  }

  @Test
  void targetOf4096BytesIsTooLong() throws Exception {
    assertFails(ENAMETOOLONG, () -> symlink("link", "x".repeat(4096)));
    assertEquals(List.of(), list(directory()));
  }

  @Test
  void emptyTargetDoesNotExist() throws Exception {
    assertFails(ENOENT, () -> symlink("link", ""));
  }

  @Test
  void targetHasAnyBytes() throws Exception {
    StringBuilder target = new StringBuilder();
    for (char c = 1; c < 256; c++) {
      target.append(c);
    }
    symlink("link", target.toString());
    assertEquals(target.toString(), Sys.readlink(at("link")));
  }

  @Test
  void shortBufferGetsTheBeginning() throws Exception {
    symlink("link", "0123456789");
    assertEquals("0123", Sys.readlink(at("link"), 4));
    assertEquals("0123456789", Sys.readlink(at("link"), 10));
    assertFails(EINVAL, () -> Sys.readlink(at("link"), 0));
  }

  @Test
  void onlySymlinksAreRead() throws Exception {
    file("f");
    folder("d");
    Sys.mkfifo(at("fifo"), 0644);
    assertFails(EINVAL, () -> Sys.readlink(at("f")));
    assertFails(EINVAL, () -> Sys.readlink(at("d")));
    assertFails(EINVAL, () -> Sys.readlink(at("fifo")));
  }

  @Test
  void newLinkIsItsMakersAndEverybodys() throws Exception {
    as(ALICE, () -> symlink("link", "x"));
    Stat stat = Sys.lstat(at("link"));
    assertEquals(
        List.of(Flags.S_IFLNK | 0777, ALICE, ALICE, 1),
        List.of(stat.mode(), stat.uid(), stat.gid(), stat.links()));
  }

  @Test
  void linksLeadByRelativeAndAbsolutePaths() throws Exception {
    folder("d");
    folder("d/e");
    file("f", "text");
    symlink("d/e/up", "../../f");
    symlink("absolute", at("d/e/up"));
    symlink("through", "d/e");
    assertEquals("text", read(at("d/e/up")));
    assertEquals("text", read(at("absolute")));
    assertEquals("text", read(at("through/up")));
    assertEquals("text", read(at("through/../../f")));
  }

  /** path_resolution(7): at most 40. */
  @Test
  void linksLeadOnFortyTimes() throws Exception {
    file("l0", "text");
    for (int i = 1; i <= 41; i++) {
      symlink("l" + i, "l" + (i - 1));
    }
    assertEquals("text", read(at("l40")));
    assertFails(ELOOP, () -> Sys.stat(at("l41")));
  }

  @Test
  void linkThatDanglesHasAttributesOfItsOwn() throws Exception {
    symlink("link", "missing");
    assertFails(ENOENT, () -> Sys.stat(at("link")));
    assertEquals(Flags.S_IFLNK, Sys.lstat(at("link")).type());
  }

  @Test
  void ownerOfTheLinkIsChangedWithoutItsTargets() throws Exception {
    file("f");
    symlink("link", "f");
    Sys.lchown(at("link"), 7, 8);
    assertEquals(7, Sys.lstat(at("link")).uid());
    assertEquals(0, Sys.stat(at("f")).uid());
    Sys.chown(at("link"), 9, 10);
    assertEquals(9, Sys.stat(at("f")).uid());
    assertEquals(7, Sys.lstat(at("link")).uid());
  }

  @Test
  void timesOfTheLinkAreChangedWithoutItsTargets() throws Exception {
    file("f");
    symlink("link", "f");
    long[] time = {5, 6};
    Stat before = Sys.stat(at("f"));
    Sys.utimens(at("link"), time, time, AT_SYMLINK_NOFOLLOW);
    assertEquals(5, Sys.lstat(at("link")).modify().getEpochSecond());
    assertEquals(before, Sys.stat(at("f")));
  }

  @Test
  void modeAndSizeThroughALinkAreItsTargets() throws Exception {
    file("f", "text");
    symlink("link", "f");
    Sys.chmod(at("link"), 0600);
    Sys.truncate(at("link"), 1);
    assertEquals(0600, Sys.stat(at("f")).permissions());
    assertEquals("t", read(at("f")));
    assertEquals(0777, Sys.lstat(at("link")).permissions());
  }

  @Test
  void slashBehindALinkLooksBehindIt() throws Exception {
    folder("d");
    symlink("link", "d");
    file("f");
    symlink("to-file", "f");
    assertEquals(Flags.S_IFDIR, Sys.lstat(at("link/")).type());
    assertFails(EINVAL, () -> Sys.readlink(at("link/")));
    assertFails(ENOTDIR, () -> Sys.lstat(at("to-file/")));
    assertFails(ENOTDIR, () -> Sys.rmdir(at("link/")));
  }

  @Test
  void directoryIsNotMadeThroughADanglingLink() throws Exception {
    symlink("link", "new");
    assertFails(EEXIST, () -> Sys.mkdir(at("link"), 0755));
    assertFails(EEXIST, () -> Sys.mkdir(at("link/"), 0755));
    assertEquals(List.of("link"), list(directory()));
  }

  @Test
  void fileIsMadeInTheDirectoryThatALinkLeadsTo() throws Exception {
    folder("d");
    symlink("link", "d");
    close(open(at("link/f"), O_CREAT | O_WRONLY, 0644));
    assertEquals(List.of("f"), list(at("d")));
  }

  @Test
  void linkNeedsNoPermissionToBeRead() throws Exception {
    symlink("link", "target");
    as(ALICE, () -> assertEquals("target", Sys.readlink(at("link"))));
  }
}
