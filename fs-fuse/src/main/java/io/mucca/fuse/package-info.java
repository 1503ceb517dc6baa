/** Mounting a {@link io.mucca.fs.FileSystem}: what every FUSE transport has in common. */
@NullMarked
package io.mucca.fuse;

import org.jspecify.annotations.NullMarked;
