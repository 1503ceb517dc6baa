/** The subcommands of {@code mucca}: what they take, what they print. */
@NullMarked
package io.mucca.tools.command;

import org.jspecify.annotations.NullMarked;
