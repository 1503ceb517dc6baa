/** Runs workloads and measures what they cost. */
@NullMarked
package io.mucca.tools.wa.run;

import org.jspecify.annotations.NullMarked;
