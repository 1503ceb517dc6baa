/** What experiments of the write-amplification laboratory found, as its result files have it. */
@NullMarked
package io.mucca.tools.wa.result;

import org.jspecify.annotations.NullMarked;
