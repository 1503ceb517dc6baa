package io.mucca.tools.wa.report.chart;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Horizontal bars whose parts add up to their totals, all on one scale. */
public final class StackedBars {
  private static final int WIDTH = 1120;
  private static final int LEFT = 190;
  private static final int RIGHT = 150;
  private static final int BAR = 30;
  private static final int STEP = 42;

  private StackedBars() {}

  /**
   * @param isGiven the label is a result's
   * @param total what the parts add up to
   */
  public record Bar(String label, boolean isGiven, Figure total, List<Part> parts) {}

  /**
   * @param legend what its colour means
   * @param isGiven the legend is a result's
   * @param detail what it is exactly, where one colour has several parts
   */
  public record Part(String style, String legend, boolean isGiven, String detail, Figure figure) {}

  /** Draws bars of bytes. */
  public static Svg draw(String title, List<Bar> bars) {
    List<Legend.Entry> legend = legend(bars);
    int legendHeight = Legend.lines(legend, WIDTH - LEFT) * Legend.LINE + 8;
    Svg svg = new Svg(WIDTH, legendHeight + bars.size() * STEP + 4, title);
    Legend.draw(svg, legend, LEFT, 4, WIDTH - LEFT);
    double most = bars.stream().mapToDouble(bar -> bar.total().value()).max().orElse(0);
    double perByte = most > 0 ? (WIDTH - LEFT - RIGHT) / most : 0;
    for (int i = 0; i < bars.size(); i++) {
      drawBar(svg, bars.get(i), legendHeight + i * STEP, perByte);
    }
    return svg;
  }

  private static List<Legend.Entry> legend(List<Bar> bars) {
    Map<String, Legend.Entry> entries = new LinkedHashMap<>();
    for (Bar bar : bars) {
      for (Part part : bar.parts()) {
        entries.putIfAbsent(
            part.style() + part.legend(),
            new Legend.Entry(part.style(), part.legend(), part.isGiven()));
      }
    }
    return List.copyOf(entries.values());
  }

  private static void drawBar(Svg svg, Bar bar, double y, double perByte) {
    double middle = y + BAR / 2.0 + 5;
    if (bar.isGiven()) {
      svg.given(LEFT - 12, middle, Svg.Anchor.END, "label", bar.label(), LEFT - 16);
    } else {
      svg.text(LEFT - 12, middle, Svg.Anchor.END, "label", bar.label());
    }
    double x = LEFT;
    for (Part part : bar.parts()) {
      double width = part.figure().value() * perByte;
      svg.rect(
          x,
          y,
          width,
          BAR,
          "mark " + part.style(),
          new Svg.Mark(part.detail(), part.figure(), Unit.BYTES));
      Figure share = part.figure().percentOf(bar.total());
      if (width > 46 && share.isKnown()) {
        String style = "inside on-" + part.style();
        svg.number(x + width / 2, middle, Svg.Anchor.MIDDLE, style, share, Unit.PERCENT);
      }
      x += width;
    }
    svg.number(x + 10, middle, Svg.Anchor.START, "value", bar.total(), Unit.BYTES);
  }
}
