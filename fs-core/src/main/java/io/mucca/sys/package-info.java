/**
 * The system calls that Java lacks, bound with {@code java.lang.foreign}; no other package uses a
 * {@code Linker}.
 *
 * <p>The constants are those of Linux on x86-64 and aarch64, and of no other system.
 */
@NullMarked
package io.mucca.sys;

import org.jspecify.annotations.NullMarked;
