package io.mucca.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.CorruptBlockException;
import io.mucca.device.BlockDevice;
import io.mucca.device.DeviceBusyException;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.Owner;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.tools.control.ControlServer;
import io.mucca.tools.control.DaemonService;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.Daemon;
import io.mucca.tools.image.DaemonInfo;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.FakeImage;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.Owners;
import io.mucca.tools.scrub.ScrubStore;
import io.mucca.tools.scrub.Scrubs;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print and return, on an image in memory. */
class CommandsTest {
  @TempDir private Path directory;
  private Path file;
  private FakeImage image;
  private boolean busy;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void makeImage() throws IOException {
    file = Files.createFile(directory.resolve("x.img"));
    image = new FakeImage(file);
  }

  private int mucca(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return CommandRun.execute(directory, (path, _) -> open(path), out, err, arguments);
  }

  private FakeImage open(Path path) throws IOException {
    if (busy) {
      throw new DeviceBusyException(path.toString());
    }
    return image;
  }

  @Test
  void snapshotIsSilentAndListed() {
    assertEquals(0, mucca("snapshot", file + "@monday"));
    assertEquals("", out.toString() + err);
    assertEquals(0, mucca("list", file.toString()));
    assertTrue(out.toString().contains("main@monday  "), out::toString);
  }

  @Test
  void listIsAnAlignedTable() {
    mucca("clone", file.toString(), "copy");
    mucca("list", "-p", file.toString());
    List<String> lines =
        out.toString().replaceAll("\\d\\d:\\d\\d:\\d\\d", "HH:MM:SS").lines().toList();
    assertEquals(
        "NAME  CREATED              ORIGIN  REFERENCED  INODES  READ-ONLY  IN USE", lines.get(0));
    assertTrue(
        lines.get(1).matches("main  \\S+ HH:MM:SS  -             8192       3  no         no"),
        out::toString);
    assertTrue(
        lines.get(2).matches("copy  \\S+ HH:MM:SS  main          8192       3  yes        no"),
        out::toString);
  }

  @Test
  void listOfAVolumeHasItsSnapshotsAndNoOthers() {
    mucca("volume", "create", file + ":home");
    mucca("snapshot", file + ":home@a");
    mucca("snapshot", file + "@a");
    mucca("list", file + ":home");
    assertTrue(out.toString().contains("home@a"), out::toString);
    assertFalse(out.toString().contains("main"), out::toString);
    assertEquals(10, mucca("list", file + ":none"));
  }

  @Test
  void rootsInJsonKeepTheirSchema() {
    mucca("snapshot", file + "@monday", "--json");
    assertEquals(
        """
        {
          "schema" : 1,
          "root" : {
            "id" : 2,
            "name" : "main@monday",
            "created" : "2026-02-03T04:05:06Z",
            "origin" : "main",
            "readOnly" : true,
            "referencedBytes" : 8192,
            "inodes" : 3,
            "compression" : "off",
            "inUse" : false
          }
        }
        """,
        out.toString());
  }

  @Test
  void statusInJsonKeepsItsSchema() {
    assertEquals(0, mucca("status", "--json", file.toString()));
    assertEquals(
        """
        {
          "schema" : 1,
          "images" : [ {
            "image" : "FILE",
            "statistics" : {
              "device" : "FILE",
              "volumeId" : "id",
              "formatVersion" : 1,
              "blockSizeBytes" : 4096,
              "nodeSizeBytes" : 16384,
              "sectorSizeBytes" : 512,
              "sizeBytes" : 1073741824,
              "freeBytes" : 536870912,
              "generation" : 7,
              "logSizeBytes" : 1048576,
              "logUsedBytes" : 512,
              "rootCount" : 1,
              "pendingDeletions" : 0
            },
            "writtenBytes" : {
              "DATA" : 4096
            },
            "checkpoints" : [ {
              "generation" : 7,
              "time" : "2026-02-03T04:05:06Z"
            } ],
            "daemon" : null,
            "mounts" : [ ]
          } ]
        }
        """,
        out.toString().replace(file.toString(), "FILE"));
  }

  @Test
  void checkpointTellsWhatItMadeAndCost() {
    assertEquals(0, mucca("checkpoint", file.toString()));
    assertTrue(
        out.toString().matches("checkpoint 7: \\d+\\.\\d ms, 4\\.5 KiB written\\R"), out::toString);
    assertEquals(1, image.checkpoints());
    assertEquals(0, mucca("checkpoint", file.toString(), "--json"));
    assertEquals(
        """
        {
          "schema" : 1,
          "checkpoint" : {
            "generation" : 7,
            "durationMicros" : N,
            "writtenBytes" : 4608
          }
        }
        """,
        out.toString().replaceAll("(durationMicros\" : )\\d+", "$1N"));
  }

  @Test
  void iostatPrintsALineForEachInterval() throws IOException {
    serve(
        () -> {
          assertEquals(0, mucca("iostat", "-Hp", file.toString(), "0.01", "3"), err::toString);
          List<String> lines = out.toString().lines().toList();
          assertEquals(3, lines.size(), out::toString);
          assertEquals(24, lines.getFirst().split("\t", -1).length);
          assertTrue(lines.getLast().startsWith("2\t0\t1\t1\t0\t4096\t0\t4608\t1.13\t4096"));
          assertEquals(0, mucca("iostat", "-v", file.toString()));
          assertTrue(out.toString().contains("operations/s"), out::toString);
          assertTrue(out.toString().contains("cause  fsync"), out::toString);
          assertEquals(0, mucca("iostat", "-y", "--json", file.toString(), "0.01", "2"));
          assertEquals(2, out.toString().lines().count(), out::toString);
          assertTrue(out.toString().startsWith("{\"schema\":1,\"time\":\"2"), out::toString);
          assertTrue(out.toString().contains("\"sinceOpened\":false"), out::toString);
          assertTrue(out.toString().contains("\"bytesByCause\":{\"fsync\":4608"), out::toString);
        });
  }

  /** Lets a daemon have the image meanwhile. */
  private void serve(Runnable body) throws IOException {
    RuntimeDirectory runtime = new RuntimeDirectory(directory.resolve("run"));
    runtime.create();
    DaemonService daemon =
        new Daemon(
            image,
            (_, _, _, _) -> {
              throw new IOException("nothing is mounted here");
            },
            new DaemonInfo(42, Instant.EPOCH, "/log"),
            new Scrubs(new ScrubStore(directory, "x")),
            () -> {});
    try (ControlServer server = new ControlServer(runtime.socket(ImageId.of(file)))) {
      server.start(daemon);
      body.run();
    }
  }

  @Test
  void failureInJsonKeepsItsSchema() {
    assertEquals(10, mucca("destroy", file + "@none", "--json"));
    assertTrue(out.toString().startsWith("{\n  \"schema\" : 1,\n  \"error\" : {"), out::toString);
    assertTrue(out.toString().contains("\"exitCode\" : 10"), out::toString);
  }

  @Test
  void wrongUsageIsJsonToo() {
    assertEquals(2, mucca("list", "--json"));
    assertTrue(out.toString().contains("\"exitCode\" : 2"), out::toString);
  }

  @Test
  void cloneMakesAllOfItsNames() throws IOException {
    assertEquals(0, mucca("clone", file.toString(), "a", "b", "--writable"));
    assertFalse(image.root(RootName.volume("b")).readOnly());
    assertEquals(0, mucca("clone", file + ":a", "c"));
    assertEquals(RootName.volume("a"), image.root(RootName.volume("c")).origin());
    assertTrue(image.root(RootName.volume("c")).readOnly());
  }

  @Test
  void readonlyIsReadAndChanged() {
    mucca("clone", file.toString(), "a");
    mucca("get", file + ":a", "readonly");
    assertEquals("readonly=on\n", out.toString());
    assertEquals(0, mucca("set", file + ":a", "readonly=off"));
    mucca("get", file + ":a");
    assertEquals("readonly=off\ncompression=off\n", out.toString());
    assertEquals(2, mucca("set", file + ":a", "readonly=maybe"));
    assertEquals(2, mucca("get", file + ":a", "colour"));
  }

  @Test
  void compressionIsReadAndChanged() {
    mucca("volume", "create", file + ":a");
    assertEquals(0, mucca("set", file + ":a", "compression=zstd"));
    mucca("get", file + ":a", "compression");
    assertEquals("compression=zstd:3\n", out.toString());
    mucca("get", file.toString(), "compression");
    assertEquals("compression=off\n", out.toString());
    mucca("get", file + ":a", "--json");
    assertEquals(
        """
        {
          "schema" : 1,
          "root" : "a",
          "readonly" : false,
          "compression" : "zstd:3"
        }
        """,
        out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "on", "zstd:20", "LZ4", "lz4,off"})
  void compressionThatIsNoneIsRefused(String value) {
    assertEquals(2, mucca("set", file.toString(), "compression=" + value));
    assertTrue(err.toString().contains("zstd:1 to zstd:19"), err::toString);
    mucca("get", file.toString(), "compression");
    assertEquals("compression=off\n", out.toString());
  }

  @Test
  void volumesAreMadeAndRemoved() {
    assertEquals(0, mucca("volume", "create", file + ":home"));
    assertEquals(1, mucca("volume", "create", file + ":home"));
    assertEquals(0, mucca("volume", "rm", file + ":home"));
    assertEquals(10, mucca("volume", "rm", file + ":home"));
    assertEquals(2, mucca("volume", "rm", file.toString()));
  }

  @Test
  void statusWithoutDaemonsSaysSo() {
    assertEquals(0, mucca("status"));
    assertEquals("Nothing is mounted.\n", out.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "2, list",
    "2, list FILE extra",
    "2, lst FILE",
    "2, list --colour FILE",
    "2, snapshot FILE",
    "2, snapshot FILE@a/b",
    "1, snapshot FILE@a@b",
    "10, snapshot FILE:none@a",
    "10, snapshot FILE.none@a",
    "2, clone FILE",
    "2, clone FILE .hidden",
    "10, clone FILE@none a",
    "2, destroy FILE",
    "10, destroy FILE@none",
    "2, volume",
    "1, set FILE@a readonly=off",
    "1, set FILE@a compression=lz4",
    "2, set FILE compression",
    "2, set FILE colour=red",
    "10, umount FILE",
    "10, umount /",
    "2, mount FILE",
    "2, mount FILE / -o nonsense",
    "2, mount FILE / --threads 0",
    "2, mount FILE / --commit-interval soon",
    "2, mount FILE / --commit-interval -1",
    "10, checkpoint FILE.none",
    "2, checkpoint FILE:main",
    "2, checkpoint FILE@a",
    "10, iostat FILE",
    "10, iostat FILE.none 1 1",
    "2, iostat FILE@a",
    "2, iostat FILE 0",
    "2, iostat FILE -1",
    "2, iostat FILE soon",
    "2, iostat FILE NaN",
    "2, iostat FILE 1e300",
    "2, iostat FILE 1 0",
    "2, iostat FILE 1 -1",
    "2, iostat FILE 1 two",
    "2, iostat FILE 1 2 3",
    "2, iostat -y FILE",
    "2, format FILE --size big",
    "2, format FILE.new --size 64M --log-size huge",
    "2, format FILE.new --size 64M --log-size 63K",
    "2, format FILE.new --size 64M --log-size 17M",
    "2, format FILE --block-size 1000",
    "2, format FILE.new --size 64M --sector-size 1000",
    "2, format FILE.new --size 64M --root-owner me",
    "2, format FILE.new --size 64M --root-owner 1:4294967295",
    "2, format FILE.new --size 64M --sector-size 4096 --block-size 512",
    "2, format FILE.new --size 64M --compression zip",
    "2, format FILE.new",
    "2, format FILE.new --size 0",
  })
  void badInputHasItsExitCodeAndOneLine(int exitCode, String line) {
    String[] arguments = line.replace("FILE", file.toString()).split(" ", -1);
    assertEquals(exitCode, mucca(arguments), () -> err.toString());
    assertEquals(1, err.toString().lines().count(), () -> err.toString());
    assertTrue(err.toString().startsWith("mucca: "), () -> err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void imageInUseIsBusy() {
    busy = true;
    assertEquals(11, mucca("snapshot", file + "@a"));
    assertTrue(err.toString().contains(file.toString()), err::toString);
  }

  @Test
  void rootDirectoryBelongsToWhomTheCommandSays() throws IOException {
    Path made = directory.resolve("made");
    assertEquals(0, mucca("format", made.toString(), "--size", "64M", "--root-owner", "7:1000"));
    assertEquals(new Owner(7, 1000), rootOwner(made));
    assertEquals(0, mucca("format", made.toString(), "--force"));
    assertEquals(Owners.ofProcess(), rootOwner(made));
    assertEquals(0, mucca("volume", "create", file + ":home"));
    assertEquals(Owners.ofProcess(), image.ownerOf("home"));
  }

  private static Owner rootOwner(Path path) throws IOException {
    BlockDevice device = DeviceOpener.device(path, FileDeviceOptions.defaults());
    Attributes root = new Attributes();
    try (VolumeImage opened = VolumeImage.open(device, OpenOptions.DEFAULT);
        FileSystem main = opened.openRoot(RootName.volume("main"), false)) {
      main.getAttributes(FileSystem.ROOT_INODE, root);
    }
    return new Owner(root.uid, root.gid);
  }

  @Test
  void damagedImageIsDamaged() {
    image.failWith(new CorruptBlockException("block 7: checksum 1, expected 2"));
    assertEquals(12, mucca("snapshot", file + "@a"));
    assertTrue(err.toString().contains("block 7"), err::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "format",
        "mount",
        "umount",
        "status",
        "list",
        "snapshot",
        "clone",
        "destroy",
        "volume",
        "volume create",
        "volume rm",
        "get",
        "set",
        "checkpoint",
        "iostat",
        "trace",
        "check",
        "scrub",
        "demo"
      })
  void helpHasAnExample(String command) {
    assertEquals(0, mucca((command + " --help").split(" ", -1)));
    assertTrue(
        out.toString().contains("Example: mucca " + command.split(" ", -1)[0]), out::toString);
    assertTrue(out.toString().contains("--json"), out::toString);
  }

  @Test
  void helpOfMuccaNamesTheCommandsThatAreForPeople() {
    assertEquals(0, mucca("--help"));
    assertTrue(out.toString().contains("  snapshot "), out::toString);
    assertFalse(out.toString().contains("  daemon "), out::toString);
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertEquals(0, mucca("--version"));
    assertTrue(out.toString().matches("mucca \\d+\\.\\d+.*\\R"), out::toString);
  }
}
