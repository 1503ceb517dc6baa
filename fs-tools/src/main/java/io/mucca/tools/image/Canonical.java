package io.mucca.tools.image;

import java.io.IOException;
import java.nio.file.Path;

/** Absolute paths without symbolic links, as the kernel lists mountpoints. */
public final class Canonical {
  private Canonical() {}

  /**
   * The one name of a path. The last component is taken as it is where it cannot be looked at: a
   * mountpoint whose daemon died answers no call.
   */
  public static Path path(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      Path parent = absolute.getParent();
      Path name = absolute.getFileName();
      return parent == null || name == null ? absolute : path(parent).resolve(name);
    }
  }
}
