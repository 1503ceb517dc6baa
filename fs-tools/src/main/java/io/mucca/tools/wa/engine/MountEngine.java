package io.mucca.tools.wa.engine;

import io.mucca.device.BlockDevice;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.ImageStatistics;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.fuse.MountChecks;
import io.mucca.fuse.MountOptions;
import io.mucca.sys.FileStatus;
import io.mucca.sys.ProcessCalls;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.wa.result.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** mucca as users have it: on a block device, with a daemon, mounted through FUSE. */
public final class MountEngine implements Engine {
  /** As results name it. */
  public static final String NAME = "mount";

  private final Subject subject;
  private final ServedVolume volume;
  private final DirectoryFiles files;
  private final KernelCounter kernel;
  private final Cleanup cleanup;

  private MountEngine(
      Subject subject,
      ServedVolume volume,
      DirectoryFiles files,
      KernelCounter kernel,
      Cleanup cleanup) {
    this.subject = subject;
    this.volume = volume;
    this.files = files;
    this.kernel = kernel;
    this.cleanup = cleanup;
  }

  /**
   * Where it is made.
   *
   * @param workDirectory gets a directory for the file behind the loop device and for mountpoints
   * @param device a block device to be formatted instead; null for a loop device
   * @param force overwrite what is on that
   * @param sizeBytes of the loop device
   * @param preallocate give the file its space at once
   */
  public record Place(
      Path workDirectory,
      @Nullable Path device,
      boolean force,
      long sizeBytes,
      int sectorBytes,
      boolean preallocate) {}

  /** Formats and mounts; needs root for the loop device. */
  public static Engine open(
      Place place, MuccaOptions options, Daemons daemons, DaemonLauncher launcher)
      throws IOException {
    requireRoot();
    MountChecks.requireDevice();
    check(options);
    return Opening.guarded(cleanup -> open(place, options, daemons, launcher, cleanup));
  }

  private static void requireRoot() throws Failure {
    if (ProcessCalls.getuid() != 0) {
      throw Failure.failed(
          "the engine 'mount' needs root, for its block device; use sudo, or --engine core");
    }
  }

  private static void check(MuccaOptions options) throws Failure {
    try {
      MountOptions.of("").withOptions(String.join(",", options.mountWords()));
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Engine open(
      Place place, MuccaOptions options, Daemons daemons, DaemonLauncher launcher, Cleanup cleanup)
      throws IOException {
    if (!Files.isDirectory(place.workDirectory())) {
      throw Failure.notFound(place.workDirectory() + " is no directory; make it first");
    }
    Path base = Files.createTempDirectory(place.workDirectory(), "mucca-wa-").toRealPath();
    cleanup.add(() -> Trees.delete(base));
    Path device = device(place, base, options, cleanup);
    KernelCounter kernel = KernelCounter.of(device);
    try (BlockDevice opened = DeviceOpener.device(device, FileDeviceOptions.defaults())) {
      Media.requireRoom(opened.sizeBytes(), opened.sectorSize(), options.format());
      VolumeImage.format(opened, options.format());
    }
    ServedVolume volume = new ServedVolume(device, base, options, daemons, launcher);
    cleanup.add(volume::close);
    Path top = volume.mount(RootName.volume(RootName.DEFAULT_VOLUME));
    DirectoryFiles files = new DirectoryFiles(top, volume);
    cleanup.add(files::close);
    return new MountEngine(subject(options, kernel), volume, files, kernel, cleanup);
  }

  private static Path device(Place place, Path base, MuccaOptions options, Cleanup cleanup)
      throws IOException {
    if (place.device() != null) {
      return given(place.device(), place.force());
    }
    Media.requireRoom(place.sizeBytes(), place.sectorBytes(), options.format());
    Path file = base.resolve("device.img");
    FileDevice.create(file, place.sizeBytes());
    if (place.preallocate()) {
      String unused =
          Commands.run("fallocate", "--length", Long.toString(place.sizeBytes()), file.toString());
    }
    LoopDevice loop = LoopDevice.over(file, place.sectorBytes());
    cleanup.add(loop::close);
    return loop.path();
  }

  private static Path given(Path device, boolean force) throws IOException {
    if (!Files.exists(device)) {
      throw Failure.notFound("there is no device " + device + "; 'lsblk' lists what there is");
    }
    if (FileStatus.of(device).type() != FileStatus.Type.BLOCK_DEVICE) {
      throw Failure.usage(
          device + " is not a block device; leave it out, and a loop device is made");
    }
    Media.requireMayOverwrite(device, force);
    return device;
  }

  private static Subject subject(MuccaOptions options, KernelCounter kernel) throws IOException {
    Map<String, String> shown = new LinkedHashMap<>(options.shown());
    shown.put("mount", String.join(",", options.mountWords()));
    return new Subject(
        NAME,
        "mucca",
        MuccaVersion.text(),
        shown,
        kernel.device().toString(),
        kernel.sectorBytes(),
        kernel.sizeBytes());
  }

  @Override
  public Subject subject() {
    return subject;
  }

  @Override
  public FileTree files() {
    return files;
  }

  @Override
  public void settle() throws IOException {
    files.syncAll();
    volume.checkpoint();
  }

  @Override
  public Counters counters() throws IOException {
    ImageStatistics statistics = volume.statistics();
    return new Counters(
        kernel.read(),
        Submissions.of(volume.accounting()),
        statistics.sizeBytes() - statistics.freeBytes(),
        statistics.sizeBytes());
  }

  @Override
  public long deviceBytes() throws IOException {
    return kernel.writtenBytes();
  }

  @Override
  public long generation() throws IOException {
    return volume.statistics().generation();
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public void close() throws IOException {
    cleanup.close();
  }
}
