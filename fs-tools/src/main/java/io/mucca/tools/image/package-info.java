/** What commands work on: images, their roots, and who has them open. */
@NullMarked
package io.mucca.tools.image;

import org.jspecify.annotations.NullMarked;
