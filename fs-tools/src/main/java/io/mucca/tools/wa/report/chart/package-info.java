/**
 * Charts as SVG, written by us rather than by a library: XChart draws through Java2D, so that its
 * SVG has fixed colours and outlines, and neither classes for a dark page nor a place for where a
 * figure is from. Here every mark has a class that the page's style sheet gives a colour, and every
 * figure its origin in the result. The colours are those of Okabe and Ito, "Color Universal
 * Design", which the colour-blind can tell apart.
 */
@NullMarked
package io.mucca.tools.wa.report.chart;

import org.jspecify.annotations.NullMarked;
