/** Contract of every FUSE transport, tested through real mounts. */
@NullMarked
package io.mucca.fuse;

import org.jspecify.annotations.NullMarked;
