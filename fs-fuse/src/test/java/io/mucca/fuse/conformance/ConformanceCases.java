package io.mucca.fuse.conformance;

import static io.mucca.fuse.conformance.Flags.O_CREAT;
import static io.mucca.fuse.conformance.Flags.O_EXCL;
import static io.mucca.fuse.conformance.Flags.O_RDONLY;
import static io.mucca.fuse.conformance.Flags.O_WRONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.mucca.sys.SysException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A group of cases that runs in every {@link Place}, each case in a new directory that belongs to
 * root and that everybody may change.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.mucca.fuse.conformance.Place#all")
abstract class ConformanceCases {
  /** Two users who are not root. */
  static final int ALICE = 65534;

  static final int BOB = 65533;

  /** A group that a user is in only where a case says so. */
  static final int STAFF = 4711;

  /** Longer than any file that a case reads whole. */
  private static final int CHUNK_BYTES = 1 << 16;

  @Parameter Place place;

  private String directory = "";
  private final List<Integer> openFiles = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void loadClasses() throws Exception {
    Identity.loadClasses();
  }

  @BeforeEach
  void makeDirectory() throws Exception {
    String root = bytesAsString(place.root().toString().getBytes(StandardCharsets.UTF_8));
    directory = root + "/case-" + place.nextCase();
    Sys.mkdir(directory, 0755);
    Sys.chmod(directory, 0777);
  }

  @AfterEach
  void closeFiles() throws IOException {
    for (int fd : openFiles) {
      Sys.close(fd);
    }
  }

  // ---- what cases are written with ----

  final boolean can(Ability ability) {
    return place.can(ability);
  }

  /** The case's own directory. */
  final String directory() {
    return directory;
  }

  /** The path of something in the case's directory. */
  final String at(String name) {
    return directory + "/" + name;
  }

  /** Opens a file until the case ends. */
  final int open(String path, int flags) throws IOException {
    return open(path, flags, 0);
  }

  final int open(String path, int flags, int mode) throws IOException {
    return keep(Sys.open(path, flags, mode));
  }

  /** Closes a descriptor when the case ends. */
  final int keep(int fd) {
    openFiles.add(fd);
    return fd;
  }

  /** Closes a descriptor now. */
  final void close(int fd) throws IOException {
    openFiles.removeIf(kept -> kept == fd);
    Sys.close(fd);
  }

  /** Makes an empty file in the case's directory; returns its path. */
  final String file(String name) throws IOException {
    return file(name, "");
  }

  final String file(String name, String content) throws IOException {
    return file(name, content, 0644);
  }

  final String file(String name, String content, int mode) throws IOException {
    String path = at(name);
    int fd = Sys.open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);
    try {
      write(fd, content);
      Sys.fchmod(fd, mode);
    } finally {
      Sys.close(fd);
    }
    return path;
  }

  /** Makes a directory in the case's directory; returns its path. */
  final String folder(String name) throws IOException {
    return folder(name, 0755);
  }

  final String folder(String name, int mode) throws IOException {
    String path = at(name);
    Sys.mkdir(path, mode);
    Sys.chmod(path, mode);
    return path;
  }

  final String symlink(String name, String target) throws IOException {
    Sys.symlink(target, at(name));
    return at(name);
  }

  /** Makes a file in the case's directory that belongs to another user. */
  final String fileOf(int uid, int gid, String name, int mode) throws IOException {
    String path = file(name, "text", mode);
    Sys.chown(path, uid, gid);
    Sys.chmod(path, mode);
    return path;
  }

  final String folderOf(int uid, int gid, String name, int mode) throws IOException {
    String path = folder(name, mode);
    Sys.chown(path, uid, gid);
    Sys.chmod(path, mode);
    return path;
  }

  static void write(int fd, String text) throws IOException {
    byte[] bytes = latin1(text);
    int done = 0;
    while (done < bytes.length) {
      done += (int) Sys.write(fd, Arrays.copyOfRange(bytes, done, bytes.length));
    }
  }

  /** The content of a file. */
  static String read(String path) throws IOException {
    int fd = Sys.open(path, O_RDONLY);
    try {
      return readFrom(fd);
    } finally {
      Sys.close(fd);
    }
  }

  /** The content of an open file from its beginning, which its position is not changed by. */
  static String readFrom(int fd) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] piece;
    do {
      piece = Sys.pread(fd, CHUNK_BYTES, content.size());
      content.writeBytes(piece);
    } while (piece.length > 0);
    return bytesAsString(content.toByteArray());
  }

  /** The names in a directory, sorted, without {@code .} and {@code ..}. */
  static List<String> list(String path) throws IOException {
    int fd = Sys.open(path, O_RDONLY | Flags.O_DIRECTORY);
    try {
      return namesFrom(fd);
    } finally {
      Sys.close(fd);
    }
  }

  /** The same from where an open directory stands. */
  static List<String> namesFrom(int fd) throws IOException {
    return entriesFrom(fd).stream()
        .map(Sys.Entry::name)
        .filter(name -> !name.equals(".") && !name.equals(".."))
        .sorted()
        .toList();
  }

  static List<Sys.Entry> entriesFrom(int fd) throws IOException {
    List<Sys.Entry> all = new ArrayList<>();
    List<Sys.Entry> some;
    do {
      some = Sys.getdents(fd, CHUNK_BYTES);
      all.addAll(some);
    } while (!some.isEmpty());
    return all;
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String bytesAsString(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static boolean exists(String path) throws IOException {
    try {
      Sys.lstat(path);
      return true;
    } catch (SysException e) {
      if (Errno.of(e.errno()) != Errno.ENOENT) {
        throw e;
      }
      return false;
    }
  }

  /** Asserts that an action fails with an error. */
  static void assertFails(Errno expected, Action action) throws Exception {
    try {
      action.run();
    } catch (SysException e) {
      if (Errno.of(e.errno()) != expected) {
        assertEquals(expected, Errno.of(e.errno()), e.getMessage());
      }
      return;
    }
    fail("succeeded, expected " + expected);
  }

  /** Runs an action as a user who is in their own group only. */
  static void as(int uid, Action action) throws Exception {
    Identity.run(uid, uid, new int[0], action);
  }

  /** Runs an action as a user who is in another group besides their own. */
  static void asMember(int uid, int group, Action action) throws Exception {
    Identity.run(uid, uid, new int[] {group}, action);
  }

  /** Runs an action as root with a working directory of its own and no umask. */
  static void asRoot(Action action) throws Exception {
    as(0, action);
  }

  /**
   * Lets the clock go on by more than filesystems round times to, so that a time that is set anew
   * is another one.
   */
  static void awaitTick() throws InterruptedException {
    Thread.sleep(12);
  }
}
