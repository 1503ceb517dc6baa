/** The contract applied to the transport that speaks the kernel's protocol, and its own tests. */
@NullMarked
package io.mucca.fuse.kernel;

import org.jspecify.annotations.NullMarked;
