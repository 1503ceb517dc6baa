/**
 * What POSIX.1-2017 and the Linux manual pages promise a program, tried by real system calls on
 * every transport over a real volume.
 *
 * <p>{@link io.mucca.fuse.conformance.Place} says where the cases run, {@link
 * io.mucca.fuse.conformance.Ability} what may differ between transports. With {@code
 * -Dmucca.conformance.directory=DIR} they run in any directory instead, which shows whether another
 * filesystem agrees with them.
 */
@NullMarked
package io.mucca.fuse.conformance;

import org.jspecify.annotations.NullMarked;
