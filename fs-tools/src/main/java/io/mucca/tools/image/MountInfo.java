package io.mucca.tools.image;

import io.mucca.fs.RootName;
import java.nio.file.Path;
import java.util.List;

/**
 * A root that is mounted.
 *
 * @param mountpoint absolute, as the kernel knows it
 * @param transport how the daemon speaks to the kernel
 * @param warnings what was found damaged, and given up, when the image was opened; empty as a rule
 */
public record MountInfo(
    Path mountpoint,
    RootName root,
    boolean readOnly,
    TransportName transport,
    List<String> warnings) {
  public MountInfo {
    warnings = List.copyOf(warnings);
  }
}
