package io.mucca.tools.wa.report.chart;

import java.util.List;

/** Says what colours mean, in lines as long as there is room. */
final class Legend {
  static final int LINE = 22;
  private static final int BOX = 12;
  private static final int GAP = 20;

  private Legend() {}

  /**
   * @param style the colour
   * @param isGiven the text is a result's, and not ours
   */
  record Entry(String style, String text, boolean isGiven) {
    double width() {
      return BOX + 6 + Svg.widthOf(fitted()) + GAP;
    }

    String fitted() {
      return Svg.fitted(text, 240);
    }
  }

  /** How many lines it takes. */
  static int lines(List<Entry> entries, double room) {
    int lines = 1;
    double x = 0;
    for (Entry entry : entries) {
      if (x > 0 && x + entry.width() > room) {
        lines++;
        x = 0;
      }
      x += entry.width();
    }
    return lines;
  }

  static void draw(Svg svg, List<Entry> entries, double left, double top, double room) {
    double x = 0;
    double y = top;
    for (Entry entry : entries) {
      if (x > 0 && x + entry.width() > room) {
        x = 0;
        y += LINE;
      }
      svg.rect(left + x, y, BOX, BOX, "mark " + entry.style(), null);
      double textX = left + x + BOX + 6;
      if (entry.isGiven()) {
        svg.given(textX, y + 11, Svg.Anchor.START, "label", entry.text(), 240);
      } else {
        svg.text(textX, y + 11, Svg.Anchor.START, "label", entry.text());
      }
      x += entry.width();
    }
  }
}
