/** Runs a workload over a grid of options and parameters. */
@NullMarked
package io.mucca.tools.wa.sweep;

import org.jspecify.annotations.NullMarked;
