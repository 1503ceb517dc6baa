/** What the write-amplification laboratory has filesystems do: one class for each workload. */
@NullMarked
package io.mucca.tools.wa.workload;

import org.jspecify.annotations.NullMarked;
