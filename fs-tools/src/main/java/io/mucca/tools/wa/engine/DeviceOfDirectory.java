package io.mucca.tools.wa.engine;

import io.mucca.sys.FileStatus;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the device that a directory's files go to, and refuses one that they do not go to. */
final class DeviceOfDirectory {
  private DeviceOfDirectory() {}

  /**
   * The counter to read for a directory, or null if there is none.
   *
   * @param given by the user; null to find it
   * @param warnings gets what is doubtful about it
   */
  static @Nullable KernelCounter counter(
      Path directory, HostMount mount, @Nullable Path given, List<String> warnings)
      throws IOException {
    Path source = Path.of(mount.source());
    boolean known = isBlockDevice(source);
    if (given == null && !known) {
      warnings.add(
          "%s is on %s (%s), and no block device counts what is written; give one with --dev"
              .formatted(directory, mount.source(), mount.type()));
      return null;
    }
    if (given == null) {
      return KernelCounter.of(source);
    }
    KernelCounter counter = KernelCounter.of(given);
    if (known && !KernelCounter.of(source).isWithin(counter)) {
      throw Failure.usage(
          "%s is on %s and not on %s; give '--dev %s', or another --dir"
              .formatted(directory, source, given, source));
    }
    if (!known) {
      warnings.add(
          "nobody says whether %s (%s on %s) is on %s"
              .formatted(directory, mount.type(), mount.source(), given));
    }
    return counter;
  }

  private static boolean isBlockDevice(Path path) throws IOException {
    return path.isAbsolute()
        && Files.exists(path)
        && FileStatus.of(path).type() == FileStatus.Type.BLOCK_DEVICE;
  }
}
