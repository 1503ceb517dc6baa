/**
 * The transport that speaks the kernel's FUSE protocol (7.31 and later) itself, on {@code
 * /dev/fuse}; {@code DESIGN.md} of this module says how it works.
 *
 * <p>Threads read one request at a time, each on a descriptor of its own, call the filesystem, and
 * write the reply. What the kernel may do without asking is agreed on once, in the first request.
 */
@NullMarked
package io.mucca.fuse.kernel;

import org.jspecify.annotations.NullMarked;
