/**
 * The filesystems that the write-amplification laboratory measures, each behind the same interface:
 * files for a workload and counters for the meter.
 */
@NullMarked
package io.mucca.tools.wa.engine;

import org.jspecify.annotations.NullMarked;
