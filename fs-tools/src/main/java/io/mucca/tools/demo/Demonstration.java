package io.mucca.tools.demo;

import io.mucca.device.BlockDevice;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.VolumeImage;
import io.mucca.fuse.MountChecks;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.Owners;
import io.mucca.tools.text.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Sets the stage for {@link Demo} in a temporary directory, and leaves nothing of it behind. */
public final class Demonstration {
  private static final String IMAGE = "demo.img";
  private static final long IMAGE_BYTES = 2L << 30;

  private final Console console;
  private final Daemons daemons;
  private final DaemonLauncher launcher;

  public Demonstration(Console console, Daemons daemons, DaemonLauncher launcher) {
    this.console = console;
    this.daemons = daemons;
    this.launcher = launcher;
  }

  /** Runs the demonstration in a new directory below {@code parent}. */
  public DemoResult run(Path parent) throws IOException {
    Path directory = Files.createTempDirectory(parent, "mucca-demo-").toRealPath();
    Thread onInterrupt = Thread.ofPlatform().unstarted(() -> cleanUpAfterInterrupt(directory));
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      return runIn(directory);
    } finally {
      delete(directory);
      forget(onInterrupt);
    }
  }

  private DemoResult runIn(Path directory) throws IOException {
    Path image = directory.resolve(IMAGE);
    FileDevice.create(image, IMAGE_BYTES);
    try (BlockDevice device = DeviceOpener.device(image, FileDeviceOptions.defaults())) {
      VolumeImage.format(device, FormatOptions.DEFAULT.withRootOwner(Owners.ofProcess()));
    }
    try (Stage stage = stage(image)) {
      return new Demo(stage, Sample.find(), console).run();
    }
  }

  private Stage stage(Path image) throws IOException {
    try {
      MountChecks.requireDevice();
    } catch (IOException e) {
      return new CoreStage(image, String.valueOf(e.getMessage()));
    }
    return new MountedStage(image, daemons, launcher);
  }

  private void cleanUpAfterInterrupt(Path directory) {
    Path image = directory.resolve(IMAGE);
    try {
      if (Files.exists(image)) {
        new MountedStage(image, daemons, launcher).close();
      }
      delete(directory);
    } catch (IOException e) {
      console.err().println("mucca: demo: " + directory + " stays behind: " + e.getMessage());
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being interrupted, and the hook has seen to everything.
      return;
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> entries;
    try (Stream<Path> below = Files.walk(directory)) {
      entries = below.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }
}
