/** What programs do on a mounted root, noted in a form that can be done again on another one. */
@NullMarked
package io.mucca.tools.trace;

import org.jspecify.annotations.NullMarked;
