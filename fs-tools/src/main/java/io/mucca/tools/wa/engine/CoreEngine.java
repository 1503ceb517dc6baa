package io.mucca.tools.wa.engine;

import io.mucca.device.BlockDevice;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.device.MemoryDevice;
import io.mucca.fs.ImageStatistics;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.sys.FileStatus;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.wa.result.Subject;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** mucca in this process, over memory, an image file or a block device, without FUSE. */
public final class CoreEngine implements Engine {
  /** As results name it. */
  public static final String NAME = "core";

  private static final int SMALLEST_SECTOR = 512;

  private final Subject subject;
  private final CoreImage image;
  private final CoreFiles files;
  private final @Nullable KernelCounter kernel;
  private final Cleanup cleanup;

  private CoreEngine(
      Subject subject, CoreImage image, @Nullable KernelCounter kernel, Cleanup cleanup) {
    this.subject = subject;
    this.image = image;
    this.kernel = kernel;
    this.cleanup = cleanup;
    files = new CoreFiles(image, RootName.DEFAULT_VOLUME);
  }

  /** A fresh filesystem in memory that comes into being as it is written. */
  public static Engine inMemory(long sizeBytes, int sectorBytes, MuccaOptions options)
      throws IOException {
    return Opening.guarded(
        cleanup -> {
          Media.requireRoom(sizeBytes, sectorBytes, options.format());
          // Not on the heap, which is small for commands.
          Arena memory = Arena.ofShared();
          cleanup.add(memory::close);
          BlockDevice device = new MemoryDevice(sizeBytes, sectorBytes, memory);
          return on(device, "memory", null, options, cleanup);
        });
  }

  /**
   * A fresh filesystem in a file, which is made and removed again, or on a block device.
   *
   * @param sizeBytes of a file that is not there yet
   * @param force overwrite what is there already
   */
  public static Engine onPath(Path path, long sizeBytes, boolean force, MuccaOptions options)
      throws IOException {
    return Opening.guarded(
        cleanup -> {
          if (Files.exists(path)) {
            Media.requireMayOverwrite(path, force);
          } else {
            Media.requireRoom(sizeBytes, SMALLEST_SECTOR, options.format());
            FileDevice.create(path, sizeBytes);
            cleanup.add(() -> Files.deleteIfExists(path));
          }
          boolean isBlockDevice = FileStatus.of(path).type() == FileStatus.Type.BLOCK_DEVICE;
          KernelCounter kernel = isBlockDevice ? KernelCounter.of(path) : null;
          BlockDevice device = DeviceOpener.device(path, FileDeviceOptions.defaults());
          return on(device, path.toString(), kernel, options, cleanup);
        });
  }

  private static Engine on(
      BlockDevice device,
      String name,
      @Nullable KernelCounter kernel,
      MuccaOptions options,
      Cleanup cleanup)
      throws IOException {
    cleanup.add(device::close);
    Media.requireRoom(device.sizeBytes(), device.sectorSize(), options.format());
    VolumeImage.format(device, options.format());
    Subject subject =
        new Subject(
            NAME,
            "mucca",
            MuccaVersion.text(),
            options.shown(),
            name,
            device.sectorSize(),
            device.sizeBytes());
    CoreImage image = new CoreImage(device, options.open());
    cleanup.add(image::close);
    return new CoreEngine(subject, image, kernel, cleanup);
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
    image.settle();
  }

  @Override
  public Counters counters() throws IOException {
    ImageStatistics statistics = image.statistics();
    return new Counters(
        kernel == null ? null : kernel.read(),
        Submissions.of(image.accounting()),
        statistics.sizeBytes() - statistics.freeBytes(),
        statistics.sizeBytes());
  }

  @Override
  public long deviceBytes() throws IOException {
    return kernel == null ? image.counters().totalBytesWritten() : kernel.writtenBytes();
  }

  @Override
  public long generation() throws IOException {
    return image.statistics().generation();
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
