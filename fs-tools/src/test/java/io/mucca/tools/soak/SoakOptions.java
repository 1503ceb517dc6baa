package io.mucca.tools.soak;

import java.nio.file.Path;
import java.util.List;

/**
 * How to soak.
 *
 * @param directory for the image, the mountpoints and the journals; exists, and is empty
 * @param command the words that {@code mucca} begins with
 * @param seed of everything that is random but for the timing of processes
 * @param lies workers note syncs before they make them, so that a violation must be found
 * @param keepsImages keeps a copy of the image as each kill left it, until the next one
 */
record SoakOptions(
    Path directory,
    List<String> command,
    int cycles,
    long seed,
    boolean lies,
    boolean keepsImages) {}
