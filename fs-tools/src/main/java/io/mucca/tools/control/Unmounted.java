package io.mucca.tools.control;

/**
 * A root is no longer mounted and all of it is durable.
 *
 * @param pid the process number of the daemon
 * @param last it was the daemon's last mount: the image is closed and the daemon ends
 * @param heldElsewhere another mount namespace has the mount, too; the daemon serves it until that
 *     ends
 */
public record Unmounted(long pid, boolean last, boolean heldElsewhere) {}
