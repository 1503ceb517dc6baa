/**
 * Other filesystems, made and mounted on devices of their own so that the same work can be measured
 * on each, and removed again whatever happens.
 */
@NullMarked
package io.mucca.tools.wa.peer;

import org.jspecify.annotations.NullMarked;
