/**
 * The intent log on the device: records, one behind the other in a ring of sectors, and how they
 * are found again. What a record says is the business of the layer above.
 */
@NullMarked
package io.mucca.log;

import org.jspecify.annotations.NullMarked;
