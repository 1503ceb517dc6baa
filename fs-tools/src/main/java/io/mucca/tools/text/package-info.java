/** What commands print and read: sizes, tables, progress, JSON. */
@NullMarked
package io.mucca.tools.text;

import org.jspecify.annotations.NullMarked;
