/** An image's accounting in forms for people and programs. */
@NullMarked
package io.mucca.tools.stats;

import org.jspecify.annotations.NullMarked;
