package io.mucca.tools.image;

import io.mucca.fuse.MountTable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds mounts of mucca filesystems. */
public final class MuccaMounts {
  private MuccaMounts() {}

  /**
   * The mount that a path is the top of, or null if it is none of ours; also one whose daemon died.
   */
  public static MountTable.@Nullable Entry find(Path path) throws IOException {
    return MountTable.read()
        .topmostAt(Canonical.path(path))
        .filter(entry -> entry.type().equals("fuse.mucca") || entry.type().equals("fuseblk.mucca"))
        .orElse(null);
  }
}
