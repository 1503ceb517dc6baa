package io.mucca.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fuse.MountChecks;
import io.mucca.fuse.Unmounter;
import io.mucca.tools.command.Environment;
import io.mucca.tools.command.TopCommand;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.daemon.FuseMounter;
import io.mucca.tools.daemon.Transports;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MuccaMounts;
import io.mucca.tools.text.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An empty image, and the commands as users give them, with real daemons and real mounts. */
@Timeout(300)
public abstract class MountedImage {
  @TempDir Path directory;
  Path image;
  Path mnt;
  Daemons daemons;
  StringWriter out;
  StringWriter err;

  @BeforeEach
  void formatImage() throws IOException {
    directory = directory.toRealPath();
    image = directory.resolve("x.img");
    mnt = Files.createDirectory(directory.resolve("mnt"));
    daemons = new Daemons(new RuntimeDirectory(directory.resolve("run")));
    ok("format", image.toString(), "--size", "64M");
  }

  /** Ends what a failed test left mounted, so that the directory can be deleted. */
  @AfterEach
  void endDaemons() throws IOException {
    for (ImageStatus status : daemons.statuses()) {
      if (status.daemon() != null) {
        ProcessHandle.of(status.daemon().pid()).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (MuccaMounts.find(entry) != null) {
          Unmounter.unmount(entry, true);
        }
      }
    }
  }

  int mucca(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    Environment environment =
        Environment.of(
            console,
            new RuntimeDirectory(directory.resolve("run")),
            new FuseMounter(Transports::create),
            new DaemonLauncher(Mucca.class.getName()));
    return new TopCommand(environment).execute(arguments);
  }

  void ok(String... arguments) {
    assertEquals(0, mucca(arguments), () -> String.join(" ", arguments) + ": " + err);
  }

  void fails(int exitCode, String... arguments) {
    assertEquals(exitCode, mucca(arguments), () -> String.join(" ", arguments) + ": " + err);
    assertEquals(1, err.toString().lines().count(), () -> "one line: " + err);
  }

  void mount(String root, Path mountpoint, String... options) {
    requireFuse();
    List<String> arguments = new ArrayList<>(List.of("mount", image + root, mountpoint.toString()));
    arguments.addAll(List.of("--log", directory.resolve("daemon.log").toString()));
    arguments.addAll(List.of(options));
    ok(arguments.toArray(String[]::new));
  }

  /**
   * Skips the test where nothing can be mounted, and says why; but CI must not be green for
   * nothing.
   */
  public static void requireFuse() {
    try {
      MountChecks.requireDevice();
    } catch (IOException e) {
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail("CI cannot mount", e);
      }
      Assumptions.abort("cannot mount here: " + e.getMessage());
    }
  }

  ProcessHandle daemon() throws IOException {
    ImageStatus status = daemons.statuses().getFirst();
    assertNotNull(status.daemon());
    return ProcessHandle.of(status.daemon().pid()).orElseThrow();
  }

  /** Asks the kernel: this process is the daemon's parent and may not have noticed yet. */
  static boolean isRunning(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }

  static void awaitEnd(ProcessHandle process) throws Exception {
    process.onExit().get(60, TimeUnit.SECONDS);
  }

  /** Ends the daemon as a crash would. */
  void kill() throws Exception {
    ProcessHandle daemon = daemon();
    assertTrue(daemon.destroyForcibly());
    awaitEnd(daemon);
  }
}
