/**
 * Kills the daemon of a mounted image again and again while programs use it, and holds what the
 * next mount shows against what had been promised to them.
 *
 * <p>{@link io.mucca.tools.soak.Worker Workers}, processes of their own, change files and keep
 * {@link io.mucca.tools.soak.Journal journals} outside of the mount: each step is noted before it
 * is made and again once it has returned. {@link io.mucca.tools.soak.History} says from such a
 * journal what a directory may look like after the crash, or in a snapshot. {@link
 * io.mucca.tools.soak.KillSoak} runs the cycles.
 */
@NullMarked
package io.mucca.tools.soak;

import org.jspecify.annotations.NullMarked;
