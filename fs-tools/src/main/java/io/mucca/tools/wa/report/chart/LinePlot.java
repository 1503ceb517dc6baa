package io.mucca.tools.wa.report.chart;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Unit;
import java.util.List;
import java.util.stream.Stream;

/** Lines over the values of one axis, which are set equally far apart. */
public final class LinePlot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 300;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 48;

  private LinePlot() {}

  /**
   * A line.
   *
   * @param isGiven the name is a result's
   * @param points one for each value of the axis; it is broken where one is not known
   */
  public record Line(String style, String name, boolean isGiven, List<Point> points) {}

  /** A median, and between what the repetitions were. */
  public record Point(Figure median, Figure min, Figure max) {}

  public static Svg draw(
      String title, Unit unit, String axis, List<String> values, List<Line> lines) {
    List<Legend.Entry> legend =
        lines.stream()
            .map(line -> new Legend.Entry(line.style(), line.name(), line.isGiven()))
            .toList();
    int top = Legend.lines(legend, WIDTH - LEFT) * Legend.LINE + 14;
    Svg svg = new Svg(WIDTH, HEIGHT + top, title);
    Legend.draw(svg, legend, LEFT, 4, WIDTH - LEFT);
    double bottom = HEIGHT + top - BOTTOM;
    Scale scale = Scale.linear(most(lines), bottom, top, unit);
    drawScale(svg, scale);
    drawValues(svg, axis, values, bottom);
    lines.forEach(line -> drawLine(svg, scale, line, values));
    return svg;
  }

  private static double most(List<Line> lines) {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .flatMap(point -> Stream.of(point.median(), point.max()))
        .filter(Figure::isKnown)
        .mapToDouble(Figure::value)
        .max()
        .orElse(0);
  }

  private static void drawScale(Svg svg, Scale scale) {
    for (double tick : scale.ticks()) {
      double y = scale.at(tick);
      svg.line(LEFT, y, WIDTH - RIGHT, y, tick == 0 ? "axis" : "grid");
      svg.tick(LEFT - 8, y + 4, Svg.Anchor.END, scale.text(tick));
    }
    if (scale.unit() == Unit.FACTOR && scale.high() > 1) {
      svg.line(LEFT, scale.at(1), WIDTH - RIGHT, scale.at(1), "one");
    }
  }

  private static void drawValues(Svg svg, String axis, List<String> values, double bottom) {
    double room = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, values.size());
    for (int i = 0; i < values.size(); i++) {
      svg.given(x(i, values.size()), bottom + 19, Svg.Anchor.MIDDLE, "small", values.get(i), room);
    }
    double middle = (LEFT + WIDTH - RIGHT) / 2.0;
    svg.given(middle, bottom + 40, Svg.Anchor.MIDDLE, "label", axis, WIDTH - LEFT);
  }

  private static double x(int index, int count) {
    return LEFT + (index + 0.5) * (WIDTH - LEFT - RIGHT) / count;
  }

  private static void drawLine(Svg svg, Scale scale, Line line, List<String> values) {
    StringBuilder path = new StringBuilder();
    boolean isDrawing = false;
    for (int i = 0; i < line.points().size(); i++) {
      Figure median = line.points().get(i).median();
      if (median.isKnown()) {
        path.append(isDrawing ? 'L' : 'M')
            .append(Svg.round(x(i, values.size())))
            .append(' ')
            .append(Svg.round(scale.at(median.value())));
      }
      isDrawing = median.isKnown();
    }
    svg.path(path.toString(), "line s-" + line.style());
    for (int i = 0; i < line.points().size(); i++) {
      drawPoint(svg, scale, line, line.points().get(i), x(i, values.size()), values.get(i));
    }
  }

  private static void drawPoint(
      Svg svg, Scale scale, Line line, Point point, double x, String value) {
    if (!point.median().isKnown()) {
      return;
    }
    double low = scale.at(point.min().value());
    double high = scale.at(point.max().value());
    if (low - high > 1) {
      svg.line(x, low, x, high, "whisker s-" + line.style());
    }
    String label = line.name() + ", " + value;
    svg.circle(
        x,
        scale.at(point.median().value()),
        4.5,
        "mark " + line.style(),
        new Svg.Mark(label, point.median(), scale.unit()));
  }
}
