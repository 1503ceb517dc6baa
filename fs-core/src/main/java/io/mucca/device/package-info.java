/** Devices that hold volume images, read and written in whole sectors, and decorators over them. */
@NullMarked
package io.mucca.device;

import org.jspecify.annotations.NullMarked;
