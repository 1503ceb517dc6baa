package io.mucca.tools.wa.report.chart;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Unit;
import java.util.List;

/** Horizontal bars side by side, for comparisons: a group for each filesystem. */
public final class GroupedBars {
  private static final int WIDTH = 560;
  private static final int LEFT = 128;
  private static final int RIGHT = 84;
  private static final int BAR = 13;
  private static final int GAP = 16;

  private GroupedBars() {}

  /** What the n-th bar of each group is. */
  public record Kind(String style, String name) {}

  /**
   * @param figures one for each kind
   */
  public record Group(String label, List<Figure> figures) {}

  public static Svg draw(String title, Unit unit, List<Kind> kinds, List<Group> groups) {
    int groupHeight = kinds.size() * (BAR + 2) + GAP;
    int top = Legend.LINE + 10;
    int bottom = top + groups.size() * groupHeight;
    Svg svg = new Svg(WIDTH, bottom + 26, title);
    List<Legend.Entry> legend =
        kinds.stream().map(kind -> new Legend.Entry(kind.style(), kind.name(), false)).toList();
    Legend.draw(svg, legend, LEFT, 4, WIDTH - LEFT);
    Scale scale = Scale.linear(most(groups), LEFT, WIDTH - RIGHT, unit);
    drawAxis(svg, scale, top, bottom);
    for (int i = 0; i < groups.size(); i++) {
      drawGroup(svg, scale, kinds, groups.get(i), top + i * groupHeight + GAP / 2.0);
    }
    return svg;
  }

  private static double most(List<Group> groups) {
    return groups.stream()
        .flatMap(group -> group.figures().stream())
        .filter(Figure::isKnown)
        .mapToDouble(Figure::value)
        .max()
        .orElse(0);
  }

  private static void drawAxis(Svg svg, Scale scale, double top, double bottom) {
    for (double tick : scale.ticks()) {
      double x = scale.at(tick);
      svg.line(x, top, x, bottom, tick == 0 ? "axis" : "grid");
      svg.tick(x, bottom + 18, Svg.Anchor.MIDDLE, scale.text(tick));
    }
    if (scale.unit() == Unit.FACTOR && scale.high() > 1) {
      svg.line(scale.at(1), top, scale.at(1), bottom, "one");
    }
  }

  private static void drawGroup(Svg svg, Scale scale, List<Kind> kinds, Group group, double top) {
    double middle = top + kinds.size() * (BAR + 2) / 2.0 + 4;
    svg.given(LEFT - 12, middle, Svg.Anchor.END, "label", group.label(), LEFT - 14);
    for (int i = 0; i < kinds.size(); i++) {
      Figure figure = group.figures().get(i);
      double y = top + i * (BAR + 2);
      double end = figure.isKnown() ? scale.at(figure.value()) : LEFT;
      if (figure.isKnown()) {
        String label = group.label() + ", " + kinds.get(i).name();
        svg.rect(
            LEFT,
            y,
            Math.max(end - LEFT, 1),
            BAR,
            "mark " + kinds.get(i).style(),
            new Svg.Mark(label, figure, scale.unit()));
      }
      svg.number(end + 6, y + 11, Svg.Anchor.START, "small", figure, scale.unit());
    }
  }
}
