/** Scrubs that are paused and go on, in a daemon or in a command. */
@NullMarked
package io.mucca.tools.scrub;

import org.jspecify.annotations.NullMarked;
