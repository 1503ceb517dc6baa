package io.mucca.tools.wa.report.chart;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Unit;
import java.util.List;

/** A figure over two axes, as cells that are the darker the more it is, each with its figure. */
public final class HeatMap {
  private static final int WIDTH = 560;
  private static final int LEFT = 96;
  private static final int TOP = 58;
  private static final int CELL_HEIGHT = 40;

  /** How many shades the style sheet has. */
  private static final int SHADES = 7;

  private HeatMap() {}

  /**
   * An axis and its values.
   *
   * @param name as the sweep has it
   */
  public record Axis(String name, List<String> values) {}

  /**
   * @param cells for each value down a row, with a figure for each value across
   */
  public static Svg draw(
      String title, Unit unit, Axis across, Axis down, List<List<Figure>> cells) {
    int bottom = TOP + down.values().size() * CELL_HEIGHT;
    Svg svg = new Svg(WIDTH, bottom + 6, title);
    double cellWidth = (WIDTH - LEFT) / (double) across.values().size();
    svg.text(0, 16, Svg.Anchor.START, "label", "↓");
    svg.given(16, 16, Svg.Anchor.START, "label", down.name(), WIDTH / 2.0 - 24);
    svg.given(WIDTH - 20, 16, Svg.Anchor.END, "label", across.name(), WIDTH / 2.0 - 24);
    svg.text(WIDTH, 16, Svg.Anchor.END, "label", "→");
    for (int i = 0; i < across.values().size(); i++) {
      double x = LEFT + (i + 0.5) * cellWidth;
      svg.given(x, TOP - 10, Svg.Anchor.MIDDLE, "small", across.values().get(i), cellWidth);
    }
    for (int row = 0; row < down.values().size(); row++) {
      double y = TOP + row * CELL_HEIGHT;
      String value = down.values().get(row);
      svg.given(LEFT - 10, y + 25, Svg.Anchor.END, "small", value, LEFT - 10);
      for (int column = 0; column < across.values().size(); column++) {
        String label = across.values().get(column) + ", " + value;
        Figure figure = cells.get(row).get(column);
        String shade = figure.isKnown() ? "h" + shade(figure.value(), cells) : "none";
        double x = LEFT + column * cellWidth;
        Svg.Mark mark = new Svg.Mark(label, figure, unit);
        svg.rect(x, y, cellWidth, CELL_HEIGHT, "mark " + shade, figure.isKnown() ? mark : null);
        svg.number(x + cellWidth / 2, y + 25, Svg.Anchor.MIDDLE, "small on-" + shade, figure, unit);
      }
    }
    return svg;
  }

  /** From 0 for the least to the darkest for the most; by factors, as figures grow by such. */
  private static int shade(double value, List<List<Figure>> cells) {
    double[] values =
        cells.stream()
            .flatMap(List::stream)
            .filter(Figure::isKnown)
            .mapToDouble(Figure::value)
            .sorted()
            .toArray();
    double least = values[0];
    double most = values[values.length - 1];
    if (most == least) {
      return 0;
    }
    double share =
        least > 0
            ? Math.log(value / least) / Math.log(most / least)
            : (value - least) / (most - least);
    return Math.min(SHADES - 1, (int) (share * SHADES));
  }
}
