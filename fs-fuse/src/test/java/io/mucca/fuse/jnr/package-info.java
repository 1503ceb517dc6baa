/** The contract applied to the libfuse 2 transport. */
@NullMarked
package io.mucca.fuse.jnr;

import org.jspecify.annotations.NullMarked;
