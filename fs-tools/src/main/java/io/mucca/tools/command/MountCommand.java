package io.mucca.tools.command;

import io.mucca.fs.OpenOptions;
import io.mucca.fuse.MountChecks;
import io.mucca.fuse.MountOptions;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.Images.Location;
import io.mucca.tools.control.MountRequest;
import io.mucca.tools.control.Patience;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.daemon.DaemonOptions;
import io.mucca.tools.daemon.DaemonProcess;
import io.mucca.tools.daemon.LogFiles;
import io.mucca.tools.daemon.Logging;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Canonical;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.MuccaMounts;
import io.mucca.tools.image.Target;
import io.mucca.tools.image.TransportName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca mount}. */
@Command(
    name = "mount",
    header = "Mount a volume or snapshot on a directory.",
    description = {
      "Returns when the mount is usable. A daemon serves it in the background, and serves all other"
          + " mounts of the same image too; the options for caches and intervals, --buffered and"
          + " --log count for the first of them.",
      "A snapshot, and a volume that is read-only, is mounted read-only."
    },
    footer = {
      "",
      "Example: mucca mount /data/disk.img /mnt",
      "         mucca mount /data/disk.img@monday /mnt/monday -o allow_other"
    })
final class MountCommand extends MuccaCommand {
  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "An image, device or mountpoint, [:VOLUME][@SNAPSHOT].")
  private String target = "";

  @Parameters(index = "1", paramLabel = "DIR", description = "An empty directory.")
  private String directory = "";

  @Option(
      names = "-o",
      paramLabel = "OPTION",
      split = ",",
      description = "Mount options: ro, allow_other, nonempty, noatime and others.")
  private String[] options = {};

  @Option(
      names = {"-r", "--read-only"},
      description = "Mount read-only, as -o ro does.")
  private boolean readOnly;

  @Option(
      names = {"-f", "--foreground"},
      description = "Stay in the foreground and log to standard error.")
  private boolean foreground;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description =
          "How to speak to the kernel: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private TransportName transport = TransportName.DEFAULT;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The most threads that serve the kernel's requests (default: as needed).")
  private @Nullable Integer threads;

  @Option(
      names = "--buffered",
      description = "Use the host's page cache, for hosts that refuse direct I/O.")
  private boolean buffered;

  @Option(
      names = "--node-cache",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Memory for clean tree nodes (default: 64M).")
  private long nodeCache = OpenOptions.DEFAULT.nodeCacheBytes();

  @Option(
      names = "--dirty-tree",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Memory for changed tree nodes; full, it makes a checkpoint (default: 32M).")
  private long dirtyTree = OpenOptions.DEFAULT.dirtyTreeBytes();

  @Option(
      names = "--dirty-data",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Memory for written data; full, it makes writers wait (default: 64M).")
  private long dirtyData = OpenOptions.DEFAULT.dirtyDataBytes();

  @Option(
      names = "--commit-interval",
      paramLabel = "TIME",
      converter = TimeSpanConverter.class,
      description =
          "Longest time that a change stays in memory only, such as 5s, 100ms or plain"
              + " milliseconds; 0 makes each durable at once (default: 5s).")
  private long commitInterval = OpenOptions.DEFAULT.commitIntervalMillis();

  @Option(
      names = "--generation",
      paramLabel = "N",
      description =
          "Mount the image read-only as it was at an older checkpoint; 'mucca status' lists them.")
  private @Nullable Long generation;

  @Option(names = "--log", paramLabel = "FILE", description = "The daemon's log file.")
  private @Nullable Path log;

  MountCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    if (generation != null && generation <= 0) {
      throw Failure.usage("generations are numbered from 1 on");
    }
    String mountOptions = mountOptions();
    MountOptions checked = check(mountOptions);
    Location location = environment().images().locate(Target.parse(target));
    requireWritable(location.image(), checked);
    MountRequest request =
        new MountRequest(
            location.root(), mountpoint(checked), checked.readOnly(), transport, mountOptions);
    mount(daemonOptions(location.image(), request));
  }

  /** The words of {@code -o}, with those that other options stand for. */
  private String mountOptions() {
    StringBuilder words = new StringBuilder(String.join(",", options));
    if (readOnly || generation != null) {
      words.append(",ro");
    }
    if (threads != null) {
      words.append(",threads=").append(threads);
    }
    return words.toString();
  }

  private static MountOptions check(String mountOptions) throws Failure {
    try {
      return MountOptions.of("").withOptions(mountOptions);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private Path mountpoint(MountOptions checked) throws IOException {
    Path path = Path.of(directory);
    Path mountpoint = Canonical.path(path);
    if (MuccaMounts.find(path) != null && DeadMount.isAt(mountpoint)) {
      DeadMount.remove(mountpoint, "mount", environment().console());
    }
    if (MuccaMounts.find(path) != null) {
      throw Failure.busy(
          "something is mounted on "
              + path
              + " already; 'mucca umount "
              + path
              + "' first, or choose another directory");
    }
    MountChecks.requireDevice();
    return MountChecks.requireMountPoint(path, checked);
  }

  private static void requireWritable(Path image, MountOptions checked) throws Failure {
    if (!Files.isWritable(image) && !checked.readOnly()) {
      throw Failure.failed(image + " cannot be written by you; mount it with -r");
    }
  }

  private DaemonOptions daemonOptions(Path image, MountRequest request) throws IOException {
    OpenOptions open =
        new OpenOptions(!Files.isWritable(image), nodeCache, dirtyTree, dirtyData, commitInterval);
    if (generation != null) {
      open = open.atGeneration(generation);
    }
    Path file = log == null ? LogFiles.of(image) : log.toAbsolutePath();
    Path runtime = environment().runtime().path();
    return new DaemonOptions(image, buffered, open, runtime, file, request);
  }

  /**
   * Asks the image's daemon, or becomes or starts it; tries again while another process has the
   * image for a moment.
   */
  private void mount(DaemonOptions daemon) throws IOException {
    Patience patience = new Patience(environment().patience());
    while (true) {
      try (RemoteImage running = environment().daemons().connect(ImageId.of(daemon.image()))) {
        if (running != null && generation != null) {
          throw Failure.busy(
              daemon.image()
                  + " is mounted; unmount all of it before you mount an older checkpoint");
        } else if (running != null) {
          show(running.mount(daemon.mount()));
        } else if (foreground) {
          Logging.forForeground();
          new DaemonProcess(daemon, environment().mounter()).run(this::show);
        } else {
          show(environment().launcher().launch(daemon));
        }
        return;
      } catch (DaemonEndingException e) {
        patience.pauseOrFail(daemon.image());
      }
    }
  }

  private void show(MountInfo mount) {
    mount.warnings().forEach(this::warn);
    print(() -> new Results.Mounted(mount), () -> "");
    environment().console().out().flush();
  }
}
