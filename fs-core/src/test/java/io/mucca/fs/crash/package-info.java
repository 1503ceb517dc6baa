/**
 * Crashes: runs workloads on a device that keeps every write and sync, and holds what a volume is
 * after a crash at each of them against what was promised and what had been done.
 */
@NullMarked
package io.mucca.fs.crash;

import org.jspecify.annotations.NullMarked;
