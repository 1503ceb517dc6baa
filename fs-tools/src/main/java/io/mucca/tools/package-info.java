/** The {@code mucca} command; {@link io.mucca.tools.daemon} explains its processes. */
@NullMarked
package io.mucca.tools;

import org.jspecify.annotations.NullMarked;
