package io.mucca.tools.command;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.CoreEngine;
import io.mucca.tools.wa.engine.DirectoryEngine;
import io.mucca.tools.wa.engine.EngineOpener;
import io.mucca.tools.wa.engine.MountEngine;
import io.mucca.tools.wa.engine.MuccaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which filesystem is measured. */
final class WaEngineOptions {
  private static final double MILLIS_PER_SECOND = 1000;

  @Option(
      names = "--engine",
      paramLabel = "core|mount|dir",
      description =
          "core: mucca in this process; mount: mucca, mounted on a loop device, as root; dir: any"
              + " directory (default: dir with --dir, else core).")
  private @Nullable String engine;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Measure the filesystem of this directory, in a directory made there.")
  private @Nullable Path dir;

  @Option(
      names = "--dev",
      paramLabel = "DEVICE",
      description = "The device whose writes the kernel counts (default: the one DIR is on).")
  private @Nullable Path dev;

  @Option(
      names = "--image",
      paramLabel = "FILE|DEVICE",
      description =
          "Format this instead of memory or a loop device; a file that is not there is made, and"
              + " removed at the end.")
  private @Nullable Path image;

  @Option(names = "--force", description = "Format it also if it exists. All in it is lost.")
  private boolean force;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      defaultValue = "1G",
      description = "Size of what is made (default: ${DEFAULT-VALUE}).")
  private long size;

  @Option(
      names = "--sector-size",
      paramLabel = "512|4096",
      defaultValue = "512",
      description = "Of memory and loop devices (default: ${DEFAULT-VALUE}).")
  private int sectorSize;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Where the loop device's file and mountpoints are made.")
  private @Nullable Path workDir;

  @Option(
      names = "--preallocate",
      description = "Give the loop device's file its space before the run.")
  private boolean preallocate;

  @Option(
      names = "--settle-seconds",
      paramLabel = "S",
      defaultValue = "1",
      description = "How long dir waits for what is put off (default: ${DEFAULT-VALUE}).")
  private double settleSeconds;

  @Option(
      names = "--settle-command",
      paramLabel = "COMMAND",
      defaultValue = "",
      description = "For dir: has the filesystem write all that it owes.")
  private String settleCommand = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "For dir: what results call the filesystem (default: its type).")
  private String name = "";

  @Option(
      names = "--format-option",
      paramLabel = "K=V",
      description =
          "Option of 'mucca format', such as block-size=8K; with dir a note of how it was made.")
  private Map<String, String> format = new LinkedHashMap<>();

  @Option(
      names = "--mount-option",
      paramLabel = "K[=V]",
      mapFallbackValue = "",
      description = "Option of 'mucca mount', such as commit-interval=1s, or a word of its -o.")
  private Map<String, String> mount = new LinkedHashMap<>();

  /** The engine's name. */
  String engine() {
    return engine != null ? engine : dir != null ? DirectoryEngine.NAME : CoreEngine.NAME;
  }

  /** The options of mucca with those that a sweep varies; null for another filesystem. */
  @Nullable MuccaOptions mucca(Map<String, String> axes) throws Failure {
    if (engine().equals(DirectoryEngine.NAME)) {
      return null;
    }
    Map<String, String> formatOptions = new LinkedHashMap<>(format);
    Map<String, String> mountOptions = new LinkedHashMap<>(mount);
    axes.forEach(
        (axis, value) -> {
          if (MuccaOptions.isFormatOption(axis)) {
            formatOptions.put(axis, value);
          } else if (MuccaOptions.isMountOption(axis)) {
            mountOptions.put(axis, value);
          }
        });
    return MuccaOptions.of(formatOptions, mountOptions);
  }

  /** Opens engines as the options say, with those that a sweep varies. */
  EngineOpener opener(Environment environment, Map<String, String> axes) throws IOException {
    requireSense();
    MuccaOptions options = mucca(axes);
    if (options == null) {
      return directory();
    }
    Path place = image;
    if (engine().equals(CoreEngine.NAME)) {
      return place == null
          ? () -> CoreEngine.inMemory(size, sectorSize, options)
          : () -> CoreEngine.onPath(place, size, force, options);
    }
    MountEngine.Place where =
        new MountEngine.Place(workDirectory(), place, force, size, sectorSize, preallocate);
    return () -> MountEngine.open(where, options, environment.daemons(), environment.launcher());
  }

  private EngineOpener directory() throws Failure {
    if (dir == null) {
      throw Failure.usage("the engine 'dir' needs a directory: --dir DIR");
    }
    Map<String, String> made = new LinkedHashMap<>(format);
    made.putAll(mount);
    DirectoryEngine.Options options =
        new DirectoryEngine.Options(
            dir, dev, Math.round(settleSeconds * MILLIS_PER_SECOND), settleCommand, name, made);
    return () -> DirectoryEngine.open(options);
  }

  private Path workDirectory() {
    return workDir == null ? Path.of(System.getProperty("java.io.tmpdir")) : workDir;
  }

  private void requireSense() throws Failure {
    switch (engine()) {
      case CoreEngine.NAME, MountEngine.NAME -> requireNoDirectory();
      case DirectoryEngine.NAME -> requireNoImage();
      default ->
          throw Failure.usage("there is no engine '" + engine + "'; take core, mount or dir");
    }
    if (sectorSize != 512 && sectorSize != 4096) {
      throw Failure.usage("a sector has 512 or 4096 bytes, not " + sectorSize);
    }
    if (!(settleSeconds >= 0 && settleSeconds <= 86400)) {
      throw Failure.usage("--settle-seconds can be 0 to 86400, not " + settleSeconds);
    }
  }

  private void requireNoDirectory() throws Failure {
    if (dir != null || dev != null) {
      throw Failure.usage(
          "--dir and --dev are for --engine dir; " + engine() + " makes its own, or takes --image");
    }
  }

  private void requireNoImage() throws Failure {
    if (image != null) {
      throw Failure.usage("--image is for --engine core and mount; dir takes --dir and --dev");
    }
  }
}
