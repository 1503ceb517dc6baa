package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Ability.ACCESS_CONTROL_LISTS;
import static io.mucca.fuse.conformance.Errno.E2BIG;
import static io.mucca.fuse.conformance.Errno.EACCES;
import static io.mucca.fuse.conformance.Errno.EEXIST;
import static io.mucca.fuse.conformance.Errno.EINVAL;
import static io.mucca.fuse.conformance.Errno.ENODATA;
import static io.mucca.fuse.conformance.Errno.EOPNOTSUPP;
import static io.mucca.fuse.conformance.Errno.EPERM;
import static io.mucca.fuse.conformance.Errno.ERANGE;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.XATTR_CREATE;
import static io.mucca.fuse.conformance.Flags.XATTR_REPLACE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** setxattr(2), getxattr(2), listxattr(2), removexattr(2) and xattr(7). */
class XattrTest extends ConformanceCases {
  private static final byte[] VALUE = latin1("value");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 1000, 3000})
  void valueComesBack(int size) throws Exception {
    file("f");
    byte[] value = new byte[size];
    new Random(size).nextBytes(value);
    Sys.setxattr(at("f"), "user.a", value, 0);
    assertArrayEquals(value, Sys.getxattr(at("f"), "user.a"));
  }

  @Test
  void largestValueComesBack() throws Exception {
    if (place instanceof MountedPlace) {
      file("f");
      byte[] value = new byte[65536];
      new Random(1).nextBytes(value);
      Sys.setxattr(at("f"), "user.a", value, 0);
      Sys.setxattr(at("f"), "user.b", value, 0);
      assertArrayEquals(value, Sys.getxattr(at("f"), "user.a"));
    }
  }

  @Test
  void valueAbove64KibibytesIsTooBig() throws Exception {
    file("f");
    assertFails(E2BIG, () -> Sys.setxattr(at("f"), "user.a", new byte[65537], 0));
  }

  @Test
  void nameHas255BytesAtMost() throws Exception {
    file("f");
    String longest = "user." + "\u00ff".repeat(250);
    Sys.setxattr(at("f"), longest, VALUE, 0);
    assertEquals(List.of(longest), userNames(at("f")));
    assertFails(ERANGE, () -> Sys.setxattr(at("f"), longest + "x", VALUE, 0));
    assertFails(ERANGE, () -> Sys.getxattr(at("f"), longest + "x"));
  }

  /** Security modules may add attributes of their own. */
  private static List<String> userNames(String path) throws Exception {
    return Sys.listxattr(path).stream().filter(name -> name.startsWith("user.")).toList();
  }

  @Test
  void namesNeedAKnownBeginning() throws Exception {
    file("f");
    assertFails(EOPNOTSUPP, () -> Sys.setxattr(at("f"), "nothing.a", VALUE, 0));
    assertFails(EOPNOTSUPP, () -> Sys.setxattr(at("f"), "a", VALUE, 0));
    assertFails(ERANGE, () -> Sys.setxattr(at("f"), "", VALUE, 0));
  }

  @Test
  void attributeIsMadeOrReplacedAsAsked() throws Exception {
    file("f");
    assertFails(ENODATA, () -> Sys.setxattr(at("f"), "user.a", VALUE, XATTR_REPLACE));
    Sys.setxattr(at("f"), "user.a", VALUE, XATTR_CREATE);
    assertFails(EEXIST, () -> Sys.setxattr(at("f"), "user.a", VALUE, XATTR_CREATE));
    Sys.setxattr(at("f"), "user.a", latin1("other"), XATTR_REPLACE);
    assertArrayEquals(latin1("other"), Sys.getxattr(at("f"), "user.a"));
    assertFails(EINVAL, () -> Sys.setxattr(at("f"), "user.a", VALUE, 4));
  }

  @Test
  void missingAttributeHasNoData() throws Exception {
    file("f");
    assertFails(ENODATA, () -> Sys.getxattr(at("f"), "user.a"));
    assertFails(ENODATA, () -> Sys.removexattr(at("f"), "user.a"));
    assertEquals(List.of(), userNames(at("f")));
  }

  @Test
  void removedAttributeIsGone() throws Exception {
    file("f");
    Sys.setxattr(at("f"), "user.a", VALUE, 0);
    Sys.setxattr(at("f"), "user.b", VALUE, 0);
    Sys.removexattr(at("f"), "user.a");
    assertEquals(List.of("user.b"), userNames(at("f")));
    assertFails(ENODATA, () -> Sys.getxattr(at("f"), "user.a"));
  }

  @Test
  void sizeIsAskedForAndMustSuffice() throws Exception {
    file("f");
    Sys.setxattr(at("f"), "user.a", VALUE, 0);
    assertEquals(5, Sys.call(SystemCall.GETXATTR, at("f"), "user.a", 0L, 0));
    assertFails(ERANGE, () -> Sys.getxattr(SystemCall.GETXATTR, at("f"), "user.a", 4));
    assertArrayEquals(VALUE, Sys.getxattr(SystemCall.GETXATTR, at("f"), "user.a", 5));
    assertFails(ERANGE, () -> Sys.call(SystemCall.LISTXATTR, at("f"), scratch(), 1));
  }

  private static java.lang.foreign.MemorySegment scratch() {
    return java.lang.foreign.Arena.ofAuto().allocate(16);
  }

  @Test
  void hundredAttributesAreListed() throws Exception {
    if (!(place instanceof MountedPlace)) {
      return;
    }
    file("f");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = "user.attribute-" + i + "\u00e4";
      names.add(name);
      Sys.setxattr(at("f"), name, latin1(name), 0);
    }
    Collections.sort(names);
    assertEquals(names, userNames(at("f")));
    for (String name : names) {
      assertArrayEquals(latin1(name), Sys.getxattr(at("f"), name));
    }
  }

  @Test
  void directoriesHaveAttributes() throws Exception {
    folder("d");
    Sys.setxattr(at("d"), "user.a", VALUE, 0);
    assertArrayEquals(VALUE, Sys.getxattr(at("d"), "user.a"));
  }

  /** xattr(7): users could else fill a disk with what they may not even write to. */
  @Test
  void onlyFilesAndDirectoriesHaveUsersAttributes() throws Exception {
    symlink("link", "missing");
    Sys.mkfifo(at("fifo"), 0666);
    assertFails(EPERM, () -> Sys.setxattr(SystemCall.LSETXATTR, at("link"), "user.a", VALUE, 0));
    assertFails(EPERM, () -> Sys.setxattr(at("fifo"), "user.a", VALUE, 0));
    assertFails(ENODATA, () -> Sys.getxattr(SystemCall.LGETXATTR, at("link"), "user.a", 10));
  }

  @Test
  void symlinkIsFollowedOrNot() throws Exception {
    file("f");
    symlink("link", "f");
    Sys.setxattr(at("link"), "user.a", VALUE, 0);
    assertArrayEquals(VALUE, Sys.getxattr(at("f"), "user.a"));
    Sys.setxattr(SystemCall.LSETXATTR, at("link"), "trusted.a", latin1("links"), 0);
    assertArrayEquals(
        latin1("links"), Sys.getxattr(SystemCall.LGETXATTR, at("link"), "trusted.a", 10));
    assertFails(ENODATA, () -> Sys.getxattr(at("f"), "trusted.a"));
  }

  @Test
  void attributesAreReadThroughADescriptor() throws Exception {
    int fd = open(file("f"), O_RDONLY);
    Sys.setxattr(SystemCall.FSETXATTR, fd, "user.a", VALUE, 0);
    assertArrayEquals(VALUE, Sys.getxattr(SystemCall.FGETXATTR, fd, "user.a", 10));
    assertArrayEquals(VALUE, Sys.getxattr(at("f"), "user.a"));
  }

  @Test
  void attributesFollowTheFile() throws Exception {
    file("f");
    Sys.setxattr(at("f"), "user.a", VALUE, 0);
    Sys.rename(at("f"), at("g"));
    Sys.link(at("g"), at("h"));
    assertArrayEquals(VALUE, Sys.getxattr(at("h"), "user.a"));
    Sys.unlink(at("g"));
    Sys.unlink(at("h"));
    file("g");
    assertEquals(List.of(), userNames(at("g")));
  }

  @Test
  void attributesNeedTheFilesPermissions() throws Exception {
    fileOf(BOB, BOB, "readable", 0644);
    fileOf(BOB, BOB, "secret", 0600);
    Sys.setxattr(at("readable"), "user.a", VALUE, 0);
    Sys.setxattr(at("secret"), "user.a", VALUE, 0);
    as(
        ALICE,
        () -> {
          assertArrayEquals(VALUE, Sys.getxattr(at("readable"), "user.a"));
          assertFails(EACCES, () -> Sys.setxattr(at("readable"), "user.a", VALUE, 0));
          assertFails(EACCES, () -> Sys.removexattr(at("readable"), "user.a"));
          assertFails(EACCES, () -> Sys.getxattr(at("secret"), "user.a"));
          assertEquals(List.of("user.a"), userNames(at("secret")));
        });
  }

  /** xattr(7): in a sticky directory anybody could write to, attributes are the owner's. */
  @Test
  void stickyDirectorysAttributesAreItsOwners() throws Exception {
    folderOf(BOB, BOB, "sticky", 01777);
    as(ALICE, () -> assertFails(EPERM, () -> Sys.setxattr(at("sticky"), "user.a", VALUE, 0)));
    as(BOB, () -> Sys.setxattr(at("sticky"), "user.a", VALUE, 0));
  }

  @Test
  void trustedAttributesAreRoots() throws Exception {
    fileOf(ALICE, ALICE, "f", 0666);
    Sys.setxattr(at("f"), "trusted.a", VALUE, 0);
    assertArrayEquals(VALUE, Sys.getxattr(at("f"), "trusted.a"));
    as(
        ALICE,
        () -> {
          assertFails(EPERM, () -> Sys.setxattr(at("f"), "trusted.a", VALUE, 0));
          assertFails(ENODATA, () -> Sys.getxattr(at("f"), "trusted.a"));
        });
  }

  @Test
  void accessControlListsAreObeyedOrRefused() throws Exception {
    fileOf(BOB, BOB, "f", 0600);
    // Version 2; owner and ALICE read and write, others nothing.
    byte[] acl = {
      2, 0, 0, 0, 1, 0, 6, 0, -1, -1, -1, -1, 2, 0, 6, 0, -2, -1, 0, 0, 4, 0, 0, 0, -1, -1, -1, -1,
      16, 0, 6, 0, -1, -1, -1, -1, 32, 0, 0, 0, -1, -1, -1, -1
    };
    String name = "system.posix_acl_access";
    if (can(ACCESS_CONTROL_LISTS)) {
      Sys.setxattr(at("f"), name, acl, 0);
      as(ALICE, () -> assertEquals("text", read(at("f"))));
    } else {
      assertFails(EOPNOTSUPP, () -> Sys.setxattr(at("f"), name, acl, 0));
      assertFails(EOPNOTSUPP, () -> Sys.getxattr(at("f"), name));
      as(ALICE, () -> assertFails(EACCES, () -> read(at("f"))));
    }
  }
}
