/**
 * The transport over libfuse 2 by way of jnr-fuse: path-based callbacks turned into inode calls.
 *
 * <p>jnr-fuse supplies the structures; the session loop, the names (bytes here, not strings) and
 * what happens to exceptions are ours.
 */
@NullMarked
package io.mucca.fuse.jnr;

import org.jspecify.annotations.NullMarked;
