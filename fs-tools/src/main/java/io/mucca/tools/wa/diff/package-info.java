/** Compares two result files: what became dearer fails, as a gate for changes needs it. */
@NullMarked
package io.mucca.tools.wa.diff;

import org.jspecify.annotations.NullMarked;
