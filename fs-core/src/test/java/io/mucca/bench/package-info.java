/** Benchmarks of the core, run by JMH in the {@code bench} profile. */
@NullMarked
package io.mucca.bench;

import org.jspecify.annotations.NullMarked;
