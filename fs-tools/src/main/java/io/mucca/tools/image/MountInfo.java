package io.mucca.tools.image;

import io.mucca.fs.RootName;
import java.nio.file.Path;

/**
 * A root that is mounted.
 *
 * @param mountpoint absolute, as the kernel knows it
 * @param transport how the daemon speaks to the kernel
 */
public record MountInfo(
    Path mountpoint, RootName root, boolean readOnly, TransportName transport) {}
