package io.mucca.tools.daemon;

import io.mucca.fs.OpenOptions;
import io.mucca.tools.control.MountRequest;
import java.nio.file.Path;

/**
 * What a daemon needs to know when it starts.
 *
 * @param image canonical
 * @param buffered goes through the host's page cache
 * @param runtime where control sockets are
 * @param log file for the log; with {@code -f} the log goes to standard error instead
 * @param mount the first mount
 */
public record DaemonOptions(
    Path image, boolean buffered, OpenOptions open, Path runtime, Path log, MountRequest mount) {}
