/**
 * An in-memory model of an image that is simple enough to be right by reading, and the seeded
 * random tests that hold the real core against it.
 */
@NullMarked
package io.mucca.fs.model;

import org.jspecify.annotations.NullMarked;
