package io.mucca.tools.image;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The loop devices of this host. What is written through one goes by the locks of the file behind
 * it, so an image could be open twice.
 */
final class LoopDevices {
  private static final Path SYSTEM = Path.of("/sys/block");

  private LoopDevices() {}

  /** A loop device that shows a file's content, or null if there is none. */
  static @Nullable Path over(Path file) {
    return over(Canonical.path(file), SYSTEM);
  }

  static @Nullable Path over(Path canonical, Path system) {
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(system, "loop*")) {
      for (Path device : devices) {
        if (backingFile(device).equals(canonical.toString())) {
          return Path.of("/dev").resolve(device.getFileName());
        }
      }
      return null;
    } catch (IOException | DirectoryIteratorException e) {
      // Without this directory nobody can say; and with it some container hides it on purpose.
      return null;
    }
  }

  private static String backingFile(Path device) {
    try {
      return Files.readString(device.resolve("loop/backing_file")).stripTrailing();
    } catch (IOException e) {
      // It is not attached to anything, or no longer.
      return "";
    }
  }
}
