package io.mucca.tools.image;

import java.time.Instant;

/**
 * The process that serves an image.
 *
 * @param log where it tells what happened
 */
public record DaemonInfo(long pid, Instant started, String log) {}
