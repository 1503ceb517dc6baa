/**
 * Benchmarks of the core, run in the {@code bench} profile: most by JMH, those that need a disk as
 * programs of their own.
 */
@NullMarked
package io.mucca.bench;

import org.jspecify.annotations.NullMarked;
