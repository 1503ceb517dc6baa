package io.mucca.tools.wa.report.chart;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Points between two figures, which shows what one costs in the other. */
public final class ScatterPlot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 330;
  private static final int LEFT = 70;
  private static final int RIGHT = 24;
  private static final int TOP = 30;
  private static final int BOTTOM = 50;

  /** With more points than these their names only hide each other; pointers still show them. */
  private static final int MOST_LABELS = 14;

  private ScatterPlot() {}

  public record Axis(String name, Unit unit) {}

  /**
   * @param label a result's
   */
  public record Point(String style, String label, Figure x, Figure y) {
    boolean isKnown() {
      return x.isKnown() && y.isKnown();
    }
  }

  public static Svg draw(String title, Axis across, Axis up, List<Point> all) {
    List<Point> points = all.stream().filter(Point::isKnown).toList();
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    Scale xs = scale(points, Point::x, LEFT, WIDTH - RIGHT, across.unit());
    Scale ys = scale(points, Point::y, HEIGHT - BOTTOM, TOP, up.unit());
    drawScales(svg, xs, ys);
    svg.text(LEFT, 16, Svg.Anchor.START, "label", up.name() + scaleName(ys));
    double middle = (LEFT + WIDTH - RIGHT) / 2.0;
    String acrossName = across.name() + scaleName(xs);
    svg.text(middle, HEIGHT - 8, Svg.Anchor.MIDDLE, "label", acrossName);
    points.forEach(point -> drawPoint(svg, xs, ys, point));
    if (points.size() <= MOST_LABELS) {
      drawLabels(svg, xs, ys, points);
    }
    return svg;
  }

  private static String scaleName(Scale scale) {
    return scale.isLog() ? ", logarithmic" : "";
  }

  private static Scale scale(
      List<Point> points, Function<Point, Figure> side, double from, double to, Unit unit) {
    double[] values =
        points.stream().mapToDouble(point -> side.apply(point).value()).sorted().toArray();
    return values.length == 0
        ? Scale.linear(1, from, to, unit)
        : Scale.spread(values[0], values[values.length - 1], from, to, unit);
  }

  private static void drawScales(Svg svg, Scale xs, Scale ys) {
    for (double tick : ys.ticks()) {
      double y = ys.at(tick);
      svg.line(LEFT, y, WIDTH - RIGHT, y, "grid");
      svg.tick(LEFT - 8, y + 4, Svg.Anchor.END, ys.text(tick));
    }
    for (double tick : xs.ticks()) {
      double x = xs.at(tick);
      svg.line(x, TOP, x, HEIGHT - BOTTOM, "grid");
      svg.tick(x, HEIGHT - BOTTOM + 18, Svg.Anchor.MIDDLE, xs.text(tick));
    }
    svg.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis");
    svg.line(LEFT, TOP, LEFT, HEIGHT - BOTTOM, "axis");
  }

  private static void drawPoint(Svg svg, Scale xs, Scale ys, Point point) {
    String label = point.label() + ", " + xs.unit().format(point.x());
    double x = xs.at(point.x().value());
    double y = ys.at(point.y().value());
    Svg.Mark mark = new Svg.Mark(label, point.y(), ys.unit());
    svg.circle(x, y, 6, "mark " + point.style(), mark);
  }

  /** Beside each point, where the text hides no other point or text, or else not at all. */
  private static void drawLabels(Svg svg, Scale xs, Scale ys, List<Point> points) {
    List<Box> taken = new ArrayList<>();
    for (Point point : points) {
      taken.add(Box.around(xs.at(point.x().value()), ys.at(point.y().value())));
    }
    for (Point point : points) {
      String label = Svg.fitted(point.label(), 170);
      double x = xs.at(point.x().value());
      double y = ys.at(point.y().value());
      double width = Svg.widthOf(label);
      List<Box> choices =
          List.of(
              new Box(x + 10, y - 9, width, 18),
              new Box(x - 10 - width, y - 9, width, 18),
              new Box(x - width / 2, y - 27, width, 18),
              new Box(x - width / 2, y + 9, width, 18));
      choices.stream()
          .filter(box -> box.isInside() && taken.stream().noneMatch(box::overlaps))
          .findFirst()
          .ifPresent(
              box -> {
                taken.add(box);
                svg.given(box.x(), box.y() + 13, Svg.Anchor.START, "small", point.label(), 170);
              });
    }
  }

  private record Box(double x, double y, double width, double height) {
    static Box around(double x, double y) {
      return new Box(x - 7, y - 7, 14, 14);
    }

    boolean overlaps(Box other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }

    boolean isInside() {
      return x >= LEFT && x + width <= WIDTH && y >= 0 && y + height <= HEIGHT - BOTTOM;
    }
  }
}
