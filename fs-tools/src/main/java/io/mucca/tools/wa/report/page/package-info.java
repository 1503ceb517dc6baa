/** A report as a document of blocks, and its forms: HTML and Markdown. */
@NullMarked
package io.mucca.tools.wa.report.page;

import org.jspecify.annotations.NullMarked;
