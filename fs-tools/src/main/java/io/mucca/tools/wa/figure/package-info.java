/**
 * Figures of result files: read, checked, gathered by what was repeated, and each with the place in
 * the JSON that it comes from. Reports and comparisons stand on it.
 */
@NullMarked
package io.mucca.tools.wa.figure;

import org.jspecify.annotations.NullMarked;
