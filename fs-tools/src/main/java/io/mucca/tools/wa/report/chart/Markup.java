package io.mucca.tools.wa.report.chart;

/**
 * Makes text harmless in HTML and SVG; names of roots, for one, are whatever their makers liked.
 */
public final class Markup {
  private static final int REPLACEMENT = 0xFFFD;

  private Markup() {}

  /** Text for content and for attributes in double quotes. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    printable(text)
        .codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }

  /**
   * Puts a mark in the place of what XML forbids, of what turns the direction of the text around
   * it, and of line breaks.
   */
  public static String printable(String text) {
    int[] points =
        text.codePoints().map(point -> isHarmless(point) ? point : REPLACEMENT).toArray();
    return new String(points, 0, points.length);
  }

  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
