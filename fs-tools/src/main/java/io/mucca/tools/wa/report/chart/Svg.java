package io.mucca.tools.wa.report.chart;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Builds one SVG element. Lengths are in user units, the text is 13 of them high, the origin is at
 * the top left. Not thread-safe.
 */
public final class Svg {
  /** By this a later report recognizes the file as one that it may replace. */
  public static final String MARK = "<!-- mucca wa report -->";

  /** The mean width of a letter; texts that must fit are measured by it. */
  private static final double LETTER = 6.9;

  private final int width;
  private final int height;
  private final String title;
  private final StringBuilder body = new StringBuilder();

  /** Where text is held. */
  public enum Anchor {
    START("start"),
    MIDDLE("middle"),
    END("end");

    private final String value;

    Anchor(String value) {
      this.value = value;
    }
  }

  /**
   * What a mark stands for; a pointer that rests on it shows this.
   *
   * @param label what it is of
   */
  public record Mark(String label, Figure figure, Unit unit) {
    String text() {
      return label + ": " + unit.format(figure);
    }
  }

  public Svg(int width, int height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  public int width() {
    return width;
  }

  /** About how wide a text is. */
  static double widthOf(String text) {
    return text.codePointCount(0, text.length()) * LETTER;
  }

  /** A text that is not wider than there is room, cut at its end if need be. */
  static String fitted(String text, double room) {
    int most = Math.max(1, (int) (room / LETTER));
    int[] points = text.codePoints().toArray();
    return points.length <= most ? text : new String(points, 0, Math.max(0, most - 1)) + "…";
  }

  Svg line(double x1, double y1, double x2, double y2, String style) {
    open("line", style);
    attribute("x1", x1).attribute("y1", y1).attribute("x2", x2).attribute("y2", y2);
    body.append("/>\n");
    return this;
  }

  Svg rect(double x, double y, double w, double h, String style, @Nullable Mark mark) {
    open("rect", style);
    attribute("x", x).attribute("y", y).attribute("width", w).attribute("height", h);
    close("rect", mark);
    return this;
  }

  Svg circle(double x, double y, double radius, String style, @Nullable Mark mark) {
    open("circle", style);
    attribute("cx", x).attribute("cy", y).attribute("r", radius);
    close("circle", mark);
    return this;
  }

  /** A line through points, or an area if the style fills it. */
  Svg path(String data, String style) {
    open("path", style);
    body.append(" d=\"").append(data).append("\"/>\n");
    return this;
  }

  /** A text of ours. */
  Svg text(double x, double y, Anchor anchor, String style, String text) {
    openText(x, y, anchor, style);
    return closeText(text);
  }

  /** A text that a result has. */
  Svg given(double x, double y, Anchor anchor, String style, String text, double room) {
    openText(x, y, anchor, style + " given");
    String fitted = fitted(text, room);
    if (!fitted.equals(text)) {
      body.append("><title>").append(Markup.escape(text)).append("</title");
    }
    return closeText(fitted);
  }

  /** A value on a scale, which is measured by nobody. */
  Svg tick(double x, double y, Anchor anchor, String text) {
    openText(x, y, anchor, "tick");
    return closeText(text);
  }

  /** A figure. */
  Svg number(double x, double y, Anchor anchor, String style, Figure figure, Unit unit) {
    openText(x, y, anchor, style);
    origin(figure);
    return closeText(unit.format(figure));
  }

  private void openText(double x, double y, Anchor anchor, String style) {
    open("text", style);
    attribute("x", x).attribute("y", y);
    body.append(" text-anchor=\"").append(anchor.value).append('"');
  }

  private Svg closeText(String text) {
    body.append('>').append(Markup.escape(text)).append("</text>\n");
    return this;
  }

  private void open(String tag, String style) {
    body.append('<').append(tag).append(" class=\"").append(style).append('"');
  }

  private void close(String tag, @Nullable Mark mark) {
    if (mark == null) {
      body.append("/>\n");
      return;
    }
    origin(mark.figure());
    body.append("><title>")
        .append(Markup.escape(mark.text()))
        .append("</title></")
        .append(tag)
        .append(">\n");
  }

  private void origin(Figure figure) {
    if (figure.isKnown()) {
      body.append(" data-value=\"")
          .append(figure.value())
          .append("\" data-from=\"")
          .append(Markup.escape(figure.from()))
          .append('"');
    }
  }

  private Svg attribute(String name, double value) {
    body.append(' ').append(name).append("=\"").append(round(value)).append('"');
    return this;
  }

  /** To hundredths, which nobody sees, and short. */
  static String round(double value) {
    double rounded = Math.round(value * 100) / 100.0;
    return rounded == Math.rint(rounded)
        ? Long.toString(Math.round(rounded))
        : Double.toString(rounded);
  }

  /** The element for an HTML page that has the style sheet. */
  public String inline() {
    return element("");
  }

  /** A file of its own, with its style sheet. */
  public String standalone() {
    String sheet =
        "<style>"
            + ChartStyle.SHEET
            + "</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n";
    return MARK + "\n" + element(sheet);
  }

  private String element(String first) {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" viewBox=\"0 0 "
        + width
        + " "
        + height
        + "\" role=\"img\"><title>"
        + Markup.escape(title)
        + "</title>\n"
        + first
        + body
        + "</svg>\n";
  }
}
