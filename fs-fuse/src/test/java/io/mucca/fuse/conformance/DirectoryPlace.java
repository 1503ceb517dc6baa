package io.mucca.fuse.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A directory of any filesystem, to see whether that agrees with the cases. What they make stays
 * there.
 */
final class DirectoryPlace extends Place {
  private final Path parent;
  private @Nullable Path directory;

  DirectoryPlace(Path parent) {
    super("directory");
    this.parent = parent;
  }

  @Override
  Path root() throws IOException {
    if (directory == null) {
      directory = Files.createTempDirectory(parent, "conformance").toRealPath();
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return directory;
  }

  /** The kernel's own filesystems can do everything; each misses something, which is no fault. */
  @Override
  boolean can(Ability ability) {
    return true;
  }

  @Override
  public void close() {}
}
