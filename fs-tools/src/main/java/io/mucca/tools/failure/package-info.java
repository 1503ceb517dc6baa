/** How a command that fails says so: one line for people, an exit code for scripts. */
@NullMarked
package io.mucca.tools.failure;

import org.jspecify.annotations.NullMarked;
