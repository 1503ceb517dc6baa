/** What programs asked of an image, what it cost on the device, and how long it took. */
@NullMarked
package io.mucca.account;

import org.jspecify.annotations.NullMarked;
