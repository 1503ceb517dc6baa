/**
 * The control socket, through which commands reach the daemon that has an image open.
 *
 * <p>A daemon listens on a Unix-domain socket whose name is made from the identity of its image, in
 * a directory that only its user can enter. Request and response are one line of JSON each; a
 * connection may carry several pairs. The daemon binds its socket while it holds the image's lock,
 * so whoever has the lock may remove what a dead daemon left.
 */
@NullMarked
package io.mucca.tools.control;

import org.jspecify.annotations.NullMarked;
