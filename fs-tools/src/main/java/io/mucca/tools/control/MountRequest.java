package io.mucca.tools.control;

import io.mucca.fs.RootName;
import io.mucca.tools.image.TransportName;
import java.nio.file.Path;

/**
 * A root to mount, and how.
 *
 * @param mountpoint absolute, without symbolic links
 * @param transport how the daemon shall speak to the kernel
 * @param options the words of {@code -o}, separated by commas
 */
public record MountRequest(
    RootName root, Path mountpoint, boolean readOnly, TransportName transport, String options) {}
