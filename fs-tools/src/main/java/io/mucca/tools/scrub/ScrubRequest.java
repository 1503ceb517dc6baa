package io.mucca.tools.scrub;

/**
 * How to scrub.
 *
 * @param bytesPerSecond most that is read in a second; 0 for no bound
 * @param resume go on with the scrub that was paused or interrupted
 */
public record ScrubRequest(long bytesPerSecond, boolean resume) {}
