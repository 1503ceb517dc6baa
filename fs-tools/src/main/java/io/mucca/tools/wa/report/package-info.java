/**
 * Reports of the write-amplification laboratory: from result files to one page that explains what
 * every byte was written for. No number is in a report that is not in the results, or derived from
 * them by a named rule.
 */
@NullMarked
package io.mucca.tools.wa.report;

import org.jspecify.annotations.NullMarked;
