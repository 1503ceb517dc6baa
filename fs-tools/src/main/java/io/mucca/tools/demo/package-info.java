/** Shows on an image of its own what mucca does, and checks that it did. */
@NullMarked
package io.mucca.tools.demo;

import org.jspecify.annotations.NullMarked;
