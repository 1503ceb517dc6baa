package io.mucca.tools.wa.peer;

import io.mucca.tools.wa.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ZFS as a daemon that FUSE calls. A machine has one daemon for all its pools: one that runs is
 * used and left running, and nothing is done where it has, or would get, a pool of somebody else.
 */
final class ZfsFuse implements Peer {
  static final String DAEMON = "zfs-fuse";

  /** The pools that a daemon takes when it starts. */
  private static final Path KNOWN_POOLS = Path.of("/var/lib/zfs/zpool.cache");

  private static final String MOUNTPOINT = "mnt";
  private static final String PID_FILE = "zfs-fuse.pid";
  private static final String LOG = "zfs-fuse.log";
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int ATTEMPTS = 100;

  @Override
  public String name() {
    return DAEMON;
  }

  @Override
  public @Nullable String obstacle(Host host) throws IOException {
    if (!host.has(DAEMON) || !host.has("zpool")) {
      return DAEMON + " is not installed; 'apt install zfs-fuse' brings it";
    }
    List<String> pools = pools(host);
    if (!pools.isEmpty()) {
      return DAEMON + " serves the pool " + pools.getFirst() + "; export it first";
    }
    if (!isRunning(host) && Files.exists(KNOWN_POOLS)) {
      return DAEMON + " would import the pools of " + KNOWN_POOLS + "; export them first";
    }
    return null;
  }

  /** The names of the pools that a running daemon has; none if no daemon runs. */
  static List<String> pools(Host host) {
    try {
      return host.run("zpool", "list", "-H", "-o", "name")
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.equals("no pools available"))
          .toList();
    } catch (IOException e) {
      // It is how zpool says that it reaches no daemon.
      return List.of();
    }
  }

  private static boolean isRunning(Host host) {
    try {
      host.run("zpool", "list", "-H", "-o", "name");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Engine open(Host host, Workspace workspace, Path device) throws IOException {
    String pool = workspace.name();
    // Noted before the mount, so that it is unmounted before either of them goes.
    if (isRunning(host)) {
      workspace.make(Trace.Kind.POOL, pool, path -> path);
    } else {
      startDaemon(host, workspace); // The pool goes with it.
    }
    Path mountpoint =
        workspace.make(Trace.Kind.MOUNT, MOUNTPOINT, path -> create(host, pool, device, path));
    Map<String, String> made = new LinkedHashMap<>();
    made.put("mkfs", "zpool create");
    made.put("mount", "atime=off");
    return ForeignEngine.open(
        host, mountpoint, device, name(), version(host), made, Settling.BY_WAITING);
  }

  private static String version(Host host) throws IOException {
    return host.run("dpkg-query", "--show", "--showformat", "zfs-fuse ${Version}", "zfs-fuse");
  }

  /** Makes the pool, which zpool mounts at once and which no later daemon shall import. */
  private static Path create(Host host, String pool, Path device, Path mountpoint)
      throws IOException {
    host.run(
        "zpool",
        "create",
        "-f",
        "-o",
        "cachefile=none",
        "-O",
        "atime=off",
        "-m",
        mountpoint.toString(),
        pool,
        device.toString());
    return mountpoint;
  }

  private static void startDaemon(Host host, Workspace workspace) throws IOException {
    Path log = workspace.path(LOG);
    workspace.make(
        Trace.Kind.DAEMON,
        PID_FILE,
        pidFile -> {
          host.start(
              log, DAEMON, "--no-daemon", "--no-kstat-mount", "--pidfile", pidFile.toString());
          return pidFile;
        });
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (isRunning(host)) {
        return;
      }
      host.pause(PAUSE);
    }
    throw new IOException(DAEMON + " did not start: " + Files.readString(log).strip());
  }
}
