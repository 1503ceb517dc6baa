/** What a mount shows beside the files of its root: {@code .mucca} and what is in it. */
@NullMarked
package io.mucca.tools.overlay;

import org.jspecify.annotations.NullMarked;
