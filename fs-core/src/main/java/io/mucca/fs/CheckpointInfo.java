package io.mucca.fs;

import java.time.Instant;

/**
 * A checkpoint of an image.
 *
 * @param time when it was made
 */
public record CheckpointInfo(long generation, Instant time) {}
