/**
 * The process that serves an image while any root of it is mounted.
 *
 * <p><b>Processes.</b> One process owns an image at a time; the lock on its file or device says
 * who. A short command ({@code list}, {@code snapshot}, ...) owns it for as long as it runs. {@code
 * mucca mount} starts a daemon that owns it until the last mount is gone; meanwhile short commands,
 * and further mounts of roots of the same image, ask the daemon through its control socket ({@link
 * io.mucca.tools.control}). So there is never more than one writer, and a command does the same
 * whether the image is mounted or not.
 *
 * <p><b>Birth.</b> {@code mucca mount} starts a second JVM in a session of its own, which takes the
 * lock, opens the image, listens on the socket, mounts, and then writes one line of JSON to its
 * standard output, a pipe to the command: the mount is usable, or why it is not. The command prints
 * that and exits. With {@code -f} the command is itself the daemon.
 *
 * <p><b>End.</b> The daemon ends when its last mount is gone, whether {@code mucca umount}, {@code
 * fusermount3 -u} or SIGTERM ended it. In this order: the socket's file goes, so that nobody new
 * comes; the roots are unmounted, which makes the kernel write back what it holds; the image is
 * closed, which makes all durable and gives up the lock; whoever asked gets the answer; the process
 * exits. Who asked in between is told that the daemon is ending, and tries again until the lock is
 * free. A daemon that is killed leaves a socket nobody listens on, which the image's next owner
 * removes, a dead mount, which {@code mucca umount} removes, and an image that its next owner
 * recovers.
 */
@NullMarked
package io.mucca.tools.daemon;

import org.jspecify.annotations.NullMarked;
