package io.mucca.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.device.BlockDevice;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.CheckpointList;
import io.mucca.fs.ScrubReport;
import io.mucca.fuse.Unmounter;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.MuccaMounts;
import io.mucca.tools.scrub.ScrubRequest;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands, mounted and not. */
class EndToEndTest extends MountedImage {
  @Test
  void umountReturnsWhenAllIsDurableAndTheDaemonIsGone() throws IOException {
    mount("", mnt);
    ProcessHandle daemon = daemon();
    Files.writeString(mnt.resolve("file"), "content");
    ok("umount", mnt.toString());
    assertFalse(isRunning(daemon));
    assertEquals(List.of(), daemons.statuses());
    try (FileDevice device = FileDevice.open(image, FileDeviceOptions.defaults())) {
      assertTrue(device.sizeBytes() > 0, "the lock is free");
    }
    mount("", mnt);
    assertEquals("content", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
  }

  @Test
  void commandsDoTheSameWhetherMountedOrNot() throws IOException {
    ok("snapshot", image + "@unmounted");
    mount("", mnt);
    ok("snapshot", image + "@by-image");
    ok("snapshot", mnt + "@by-mountpoint");
    ok("clone", mnt.toString(), "a", "b", "--writable");
    ok("volume", "create", mnt + ":empty");
    ok("volume", "rm", image + ":empty");
    ok("set", image + ":a", "readonly=on");
    ok("destroy", mnt + "@by-image");
    ok("list", mnt.toString(), "--json");
    String mounted = out.toString().replaceAll("\"inUse\" : \\w+", "");
    ok("umount", mnt.toString());
    ok("list", image.toString(), "--json");
    assertEquals(mounted, out.toString().replaceAll("\"inUse\" : \\w+", ""));
    assertTrue(mounted.contains("\"main@by-mountpoint\""), mounted);
    assertFalse(mounted.contains("by-image"), mounted);
  }

  @Test
  void imageIsCheckedAndScrubbedWhileItIsMounted() throws IOException {
    mount("", mnt);
    Files.writeString(mnt.resolve("file"), "content".repeat(10_000));
    ok("check", mnt.toString());
    assertTrue(out.toString().contains("clean"), out::toString);
    assertTrue(out.toString().contains("2 inodes"), out::toString);
    ok("scrub", image.toString(), "--rate", "0");
    assertTrue(out.toString().contains("no damage"), out::toString);
    ok("scrub", mnt.toString(), "--status");
    assertTrue(out.toString().contains("no scrub is running"), out::toString);
    fails(10, "scrub", mnt.toString(), "--resume");
    fails(11, "check", image.toString(), "--repair", "--yes");
    fails(1, "scrub", mnt.toString(), "--pause");
    ok("umount", mnt.toString());
    ok("check", image.toString());
    assertTrue(out.toString().contains("clean"), out::toString);
  }

  @Test
  void scrubOfAMountedImageIsPausedAndResumed() throws Exception {
    mount("", mnt);
    Files.write(mnt.resolve("file"), new byte[8 << 20]);
    Thread scrub = Thread.ofPlatform().start(() -> scrubSlowly());
    while (!statusOfScrub().contains("a scrub is running")) {
      Thread.sleep(10);
    }
    try (RemoteImage daemon = connect()) {
      daemon.pauseScrub();
    }
    scrub.join();
    assertTrue(statusOfScrub().contains("a scrub is paused"), out::toString);
    ok("umount", mnt.toString());
    ok("scrub", image.toString(), "--resume", "--rate", "0");
    assertTrue(out.toString().contains("no damage"), out::toString);
  }

  @Test
  void accountingIsReadUnderTheMount() throws Exception {
    mount("", mnt);
    Path control = mnt.resolve(".mucca");
    Path stats = control.resolve("stats");
    String first = Files.readString(stats);
    Files.write(mnt.resolve("file"), new byte[100_000]);
    String second = Files.readString(stats);
    assertEquals(0, writtenIn(first));
    assertEquals(100_000, writtenIn(second));
    assertEquals("main", Json.mapper().readTree(second).path("root").asText());
    assertTrue(Files.readString(control.resolve("metrics")).contains("mucca_uptime_seconds "));
    for (int i = 0; i < 20; i++) {
      assertEquals(0, run("cat", stats));
      assertEquals(100_000, writtenIn(out.toString()));
    }
    assertEquals(0, run("cp", stats, directory.resolve("copy")));
    assertEquals(100_000, writtenIn(Files.readString(directory.resolve("copy"))));
    assertEquals(0, run("stat", stats));
    assertEquals(0, run("ls", "-la", control));
    assertTrue(out.toString().contains("metrics"), out::toString);
    assertEquals(0, run("ls", "-a", mnt));
    assertFalse(out.toString().contains("mucca"), out::toString);
    assertTrue(run("mkdir", control) != 0);
    assertTrue(run("rm", "-rf", control) != 0);
    assertTrue(run("mv", mnt.resolve("file"), control.resolve("file")) != 0);
    assertThrows(IOException.class, () -> Files.writeString(stats, "mine"));
    assertEquals(100_000, writtenIn(Files.readString(stats)));
    ok("iostat", mnt.toString(), "0.1", "2");
    assertEquals(4, out.toString().lines().count(), out::toString);
    ok("iostat", "--json", image.toString());
    assertTrue(out.toString().contains("\"bytesWritten\":100000"), out::toString);
    ok("umount", mnt.toString());
    fails(10, "iostat", image.toString());
    mount("", mnt);
    JsonNode again = Json.mapper().readTree(Files.readString(stats));
    assertEquals(0, again.at("/sinceOpened/application/bytesWritten").asLong());
    assertEquals(100_000, again.at("/sinceFormatted/application/bytesWritten").asLong());
  }

  private static long writtenIn(String stats) throws IOException {
    return Json.mapper().readTree(stats).at("/sinceOpened/application/bytesWritten").asLong();
  }

  /** Runs a program; what it says is in {@code out}. */
  private int run(Object... command) throws Exception {
    String[] words = Stream.of(command).map(Object::toString).toArray(String[]::new);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    out = new StringWriter();
    out.write(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    return process.waitFor();
  }

  private RemoteImage connect() throws IOException {
    return Objects.requireNonNull(daemons.connect(ImageId.of(image)));
  }

  private void scrubSlowly() {
    try (RemoteImage daemon = connect()) {
      ScrubReport report =
          daemon.scrub(new ScrubRequest(1 << 20, false), (done, total, damaged) -> true);
      assertEquals(ScrubReport.End.PAUSED, report.end());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String statusOfScrub() {
    ok("scrub", mnt.toString(), "--status");
    return out.toString();
  }

  @Test
  void olderCheckpointIsMountedReadOnly() throws IOException {
    mount("", mnt);
    Files.writeString(mnt.resolve("file"), "old");
    ok("umount", mnt.toString());
    long generation;
    try (BlockDevice device =
        DeviceOpener.device(image, FileDeviceOptions.defaults().withReadOnly(true))) {
      generation = CheckpointList.of(device).getFirst().generation();
    }
    mount("", mnt);
    Files.writeString(mnt.resolve("file"), "new");
    fails(11, "mount", image.toString(), mnt + "", "--generation", "" + generation);
    ok("umount", mnt.toString());
    ok("status", image.toString());
    assertTrue(out.toString().contains(" " + generation + " ("), out::toString);
    mount("", mnt, "--generation", "" + generation);
    assertEquals("old", Files.readString(mnt.resolve("file")));
    assertThrows(IOException.class, () -> Files.writeString(mnt.resolve("file"), "no"));
    ok("umount", mnt.toString());
    fails(10, "mount", image.toString(), mnt.toString(), "--generation", "999999");
    assertTrue(err.toString().contains("those that can be opened are"), err::toString);
    fails(2, "mount", image.toString(), mnt.toString(), "--generation", "-1");
    mount("", mnt);
    assertEquals("new", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
  }

  @Test
  void everyRootIsMountedByTheSameDaemon() throws IOException {
    mount("", mnt);
    Files.writeString(mnt.resolve("file"), "old");
    ok("snapshot", mnt + "@before");
    ok("clone", mnt.toString(), "copy", "--writable");
    Files.writeString(mnt.resolve("file"), "new");
    Path before = Files.createDirectory(directory.resolve("before"));
    Path copy = Files.createDirectory(directory.resolve("copy"));
    mount("@before", before);
    mount(":copy", copy);
    assertEquals(1, daemons.statuses().size());
    assertEquals(3, daemons.statuses().getFirst().mounts().size());
    Files.writeString(copy.resolve("file"), "mine");
    assertEquals("new", Files.readString(mnt.resolve("file")));
    assertEquals("old", Files.readString(before.resolve("file")));
    assertEquals("mine", Files.readString(copy.resolve("file")));
    ok("umount", mnt.toString());
    assertEquals("old", Files.readString(before.resolve("file")));
    ok("umount", copy.toString());
    ok("umount", before.toString());
    assertEquals(List.of(), daemons.statuses());
  }

  @Test
  void readOnlyRootsRefuseEveryWrite() throws IOException {
    mount("", mnt);
    Files.writeString(mnt.resolve("file"), "content");
    ok("snapshot", mnt + "@before");
    Path before = Files.createDirectory(directory.resolve("before"));
    mount("@before", before);
    Path file = before.resolve("file");
    assertReadOnly(() -> Files.writeString(file, "x"));
    assertReadOnly(() -> Files.createDirectory(before.resolve("d")));
    assertReadOnly(() -> Files.delete(file));
    assertReadOnly(() -> Files.move(file, before.resolve("g")));
    assertReadOnly(() -> Files.createLink(before.resolve("l"), file));
    assertReadOnly(() -> Files.setAttribute(file, "unix:mode", 0600));
    assertEquals("content", Files.readString(file));
    ok("umount", before.toString());
    ok("umount", mnt.toString());
    mount("", mnt, "-o", "ro");
    assertReadOnly(() -> Files.createFile(mnt.resolve("new")));
    ok("umount", mnt.toString());
  }

  private static void assertReadOnly(Action action) {
    FileSystemException e = assertThrows(FileSystemException.class, action::run);
    assertTrue(String.valueOf(e.getMessage()).contains("Read-only file system"), e::toString);
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  @Test
  void snapshotHoldsPagesThatTheKernelHasNotWrittenBack() throws IOException {
    int rounds = 10;
    int size = 2 << 20;
    mount("", mnt);
    Path file = mnt.resolve("mapped");
    Files.write(file, new byte[size]);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
      for (int round = 1; round <= rounds; round++) {
        mapping.fill((byte) round);
        ok("snapshot", mnt + "@s" + round);
      }
    }
    Path snapshot = Files.createDirectory(directory.resolve("snapshot"));
    for (int round = 1; round <= rounds; round++) {
      byte[] expected = new byte[size];
      Arrays.fill(expected, (byte) round);
      mount("@s" + round, snapshot);
      assertArrayEquals(expected, Files.readAllBytes(snapshot.resolve("mapped")), "s" + round);
      ok("umount", snapshot.toString());
    }
    ok("umount", mnt.toString());
  }

  @Test
  void checkpointHoldsPagesThatTheKernelHasNotWrittenBack() throws Exception {
    int size = 2 << 20;
    mount("", mnt, "--commit-interval", "1h");
    Path file = mnt.resolve("mapped");
    Files.write(file, new byte[size]);
    byte[] expected = new byte[size];
    Arrays.fill(expected, (byte) 7);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena).fill((byte) 7);
      ok("checkpoint", mnt.toString());
      assertTrue(out.toString().startsWith("checkpoint "), out::toString);
      // Before the mapping ends, which would write it back.
      ProcessHandle daemon = daemon();
      assertTrue(daemon.destroyForcibly());
      awaitEnd(daemon);
    }
    mount("", mnt);
    assertArrayEquals(expected, Files.readAllBytes(file));
    ok("umount", mnt.toString());
  }

  @Test
  void checkpointOfAnUnmountedImageLeavesItClean() throws IOException {
    ok("checkpoint", image.toString());
    assertTrue(out.toString().startsWith("checkpoint "), out::toString);
    ok("check", image.toString());
  }

  @Test
  void imageWithALogOfAChosenSizeIsUsable() throws IOException {
    Path other = directory.resolve("y.img");
    ok("format", other.toString(), "--size", "16M", "--log-size", "4M");
    ok("check", other.toString());
  }

  @Test
  void compressionIsChosenForVolumesAndDirectories() throws IOException {
    byte[] content = new byte[2 << 20];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i / 64 * 31 + i % 64 * 7);
    }
    mount("", mnt);
    ok("set", mnt.toString(), "compression=lz4");
    Files.write(mnt.resolve("file"), content);
    Path plain = Files.createDirectory(mnt.resolve("plain"));
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(plain, UserDefinedFileAttributeView.class);
    ByteBuffer wrong = UTF_8.encode("zip");
    FileSystemException e =
        assertThrows(FileSystemException.class, () -> view.write("mucca.compression", wrong));
    assertTrue(String.valueOf(e.getReason()).contains("Invalid argument"), e::toString);
    view.write("mucca.compression", UTF_8.encode("off"));
    Files.write(plain.resolve("file"), content);
    ok("umount", mnt.toString());
    ok("get", image.toString(), "compression");
    assertEquals("compression=lz4\n", out.toString());
    ok("list", image.toString(), "--json");
    Matcher referenced = Pattern.compile("\"referencedBytes\" : (\\d+)").matcher(out.toString());
    assertTrue(referenced.find(), out::toString);
    long bytes = Long.parseLong(referenced.group(1));
    assertTrue(bytes > 2 << 20 && bytes < 3 << 20, () -> bytes + " bytes");
    mount("", mnt);
    assertArrayEquals(content, Files.readAllBytes(mnt.resolve("file")));
    assertArrayEquals(content, Files.readAllBytes(plain.resolve("file")));
    ok("umount", mnt.toString());
  }

  @Test
  void imageIsFormattedWithACompression() throws IOException {
    Path other = directory.resolve("y.img");
    ok("format", other.toString(), "--size", "16M", "--compression=zstd:19", "--json");
    assertTrue(out.toString().contains("\"compression\" : \"zstd:19\""), out::toString);
    ok("get", other.toString());
    assertEquals("readonly=off\ncompression=zstd:19\n", out.toString());
  }

  @Test
  void daemonEndsWhenSomebodyElseUnmounts() throws Exception {
    mount("", mnt);
    ProcessHandle daemon = daemon();
    Files.writeString(mnt.resolve("file"), "content");
    Unmounter.unmount(mnt, false);
    awaitEnd(daemon);
    mount("", mnt);
    assertEquals("content", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
  }

  @Test
  void unmountDoesNotWaitForOtherMountNamespaces() throws Exception {
    mount("", mnt);
    ProcessHandle daemon = daemon();
    Files.writeString(mnt.resolve("file"), "content");
    Process other = new ProcessBuilder("unshare", "-m", "--propagation", "private", "cat").start();
    try {
      awaitOwnNamespace(other);
      ok("umount", mnt.toString());
      assertTrue(err.toString().contains("still has it; process " + daemon.pid()), err::toString);
      assertTrue(daemon.isAlive());
      fails(10, "umount", mnt.toString());
      fails(11, "mount", image.toString(), mnt.toString());
    } finally {
      other.getOutputStream().close();
      other.waitFor();
    }
    awaitEnd(daemon);
    mount("", mnt);
    assertEquals("content", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
  }

  /** unshare becomes the command when its mounts are its own. */
  private static void awaitOwnNamespace(Process process) throws Exception {
    while (!Files.readString(Path.of("/proc", process.pid() + "", "comm")).equals("cat\n")) {
      assertTrue(process.isAlive(), "unshare has failed");
      Thread.sleep(1);
    }
  }

  @Test
  void terminatedDaemonUnmountsAndLosesNothing() throws Exception {
    mount("", mnt);
    Files.writeString(mnt.resolve("file"), "content");
    ProcessHandle daemon = daemon();
    try (InputStream open = Files.newInputStream(mnt.resolve("file"))) {
      assertEquals('c', open.read());
      assertTrue(daemon.destroy());
      awaitEnd(daemon);
    }
    assertEquals(null, MuccaMounts.find(mnt));
    assertEquals(List.of(), daemons.statuses());
    mount("", mnt);
    assertEquals("content", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
  }

  @Test
  void mountOfAKilledDaemonIsCleanedUp() throws Exception {
    mount("", mnt);
    try (FileChannel file =
        FileChannel.open(
            mnt.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(java.nio.ByteBuffer.wrap(new byte[] {'s', 'y', 'n', 'c'}));
      file.force(true);
    }
    ProcessHandle daemon = daemon();
    assertTrue(daemon.destroyForcibly());
    awaitEnd(daemon);
    fails(10, "snapshot", mnt + "@a");
    ok("umount", mnt.toString());
    assertTrue(err.toString().contains("had died"), err::toString);
    mount("", mnt);
    assertEquals("sync", Files.readString(mnt.resolve("file")));
    ProcessHandle second = daemon();
    assertTrue(second.destroyForcibly());
    awaitEnd(second);
    mount("", mnt);
    assertTrue(err.toString().contains("had died"), err::toString);
    assertEquals("sync", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
  }

  @Test
  void mountInUseIsBusy() throws IOException {
    mount("", mnt);
    Files.writeString(mnt.resolve("file"), "content");
    try (InputStream open = Files.newInputStream(mnt.resolve("file"))) {
      assertEquals('c', open.read());
      fails(11, "umount", mnt.toString());
    }
    Path other = Files.createDirectory(directory.resolve("other"));
    fails(11, "mount", image.toString(), other.toString());
    fails(11, "mount", image.toString(), mnt.toString());
    ok("clone", image.toString(), "copy");
    mount(":copy", other);
    fails(11, "volume", "rm", image + ":copy");
    fails(11, "set", image + ":copy", "readonly=off");
    ok("umount", other.toString());
    ok("umount", mnt.toString());
  }

  @Test
  void badMountpointsAreRefusedAndNothingChanges() throws Exception {
    requireFuse();
    String before = hash(image);
    Path file = Files.createFile(directory.resolve("plain"));
    fails(1, "mount", image.toString(), file.toString());
    fails(1, "mount", image.toString(), directory.resolve("missing").toString());
    Files.createFile(mnt.resolve("hidden"));
    fails(1, "mount", image.toString(), mnt.toString());
    Files.delete(mnt.resolve("hidden"));
    String log = directory.resolve("daemon.log").toString();
    fails(10, "mount", image + ":none", mnt.toString(), "--log", log);
    assertEquals(before, hash(image));
    assertEquals(List.of(), daemons.statuses());
  }

  @Test
  void filesThatAreNoImagesAreNotFormattedUnasked() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "no image\n".repeat(10_000));
    String before = hash(text);
    fails(1, "format", text.toString(), "--size", "64M");
    assertEquals(before, hash(text));
  }

  @Test
  void namesThatExistAreRefusedAndNothingChanges() throws Exception {
    ok("snapshot", image + "@a");
    ok("clone", image.toString(), "copy");
    String before = hash(image);
    fails(1, "snapshot", image + "@a");
    fails(1, "clone", image.toString(), "new", "copy");
    fails(1, "volume", "create", image + ":copy");
    fails(10, "list", image + ":new");
    fails(11, "volume", "rm", image + ":main");
    assertEquals(before, hash(image));
  }

  @Test
  void formatOverwritesOnlyWhenForced() throws Exception {
    ok("snapshot", image + "@a");
    String before = hash(image);
    fails(1, "format", image.toString(), "--size", "64M");
    assertTrue(err.toString().contains("holds a mucca image"), err::toString);
    assertEquals(before, hash(image));
    ok("format", image.toString(), "--size", "32M", "--force");
    assertEquals(32 << 20, Files.size(image));
    fails(10, "list", image + "@a");
  }

  @Test
  void imageThatSomebodyHasLockedIsBusy() throws IOException {
    try (FileDevice locked = FileDevice.open(image, FileDeviceOptions.defaults())) {
      fails(11, "list", image.toString());
      fails(11, "format", image.toString(), "--size", "64M", "--force");
      assertEquals(64 << 20, locked.sizeBytes());
    }
  }

  @Test
  void foregroundServesUntilItIsTerminated() throws Exception {
    requireFuse();
    Path log = directory.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Mucca.class.getName(),
                "mount",
                "-f",
                "--json",
                image.toString(),
                mnt.toString())
            .redirectError(log.toFile());
    builder.environment().put("MUCCA_RUNTIME_DIR", directory.resolve("run").toString());
    Process process = builder.start();
    try (var reader = process.inputReader()) {
      assertEquals("{", reader.readLine());
      Files.writeString(mnt.resolve("file"), "content");
      process.destroy();
      assertEquals(128 + 15, process.waitFor());
    }
    assertTrue(Files.readString(log).contains("mounted main on"), () -> read(log));
    mount("", mnt);
    assertEquals("content", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
  }

  @Test
  void demoLeavesNothingBehind() throws IOException {
    Path place = Files.createDirectory(directory.resolve("demo"));
    ok("demo", place.toString());
    assertTrue(out.toString().contains("snapshot"), out::toString);
    try (var left = Files.list(place)) {
      assertEquals(List.of(), left.toList());
    }
    assertEquals(List.of(), daemons.statuses());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String hash(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 20];
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
