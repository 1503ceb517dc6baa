package io.mucca.tools.wa.report.chart;

/** The way of a byte, and the three boundaries at which it is counted. */
public final class BoundaryChart {
  private static final int HEIGHT = 60;
  private static final int TOP = 10;

  private BoundaryChart() {}

  public static Svg draw() {
    Svg svg = new Svg(1120, 128, "The three boundaries at which bytes are counted");
    box(svg, 10, 190, "application", "");
    box(svg, 320, 190, "filesystem", "");
    box(svg, 630, 190, "block device", "");
    box(svg, 930, 180, "inside of the SSD", "unknown");
    boundary(svg, 260, "application bytes", "write() calls");
    boundary(svg, 570, "submitted bytes", "by category and cause");
    boundary(svg, 875, "device bytes", "counted by the kernel");
    return svg;
  }

  private static void box(Svg svg, double x, double width, String name, String style) {
    svg.rect(x, TOP, width, HEIGHT, "box " + style, null);
    svg.text(x + width / 2, TOP + 35, Svg.Anchor.MIDDLE, "label", name);
  }

  private static void boundary(Svg svg, double x, String name, String how) {
    double middle = TOP + HEIGHT / 2.0;
    svg.line(x - 44, middle, x + 40, middle, "flow");
    svg.path("M" + (x + 48) + " " + middle + "l-10 -5v10z", "arrow");
    svg.line(x, TOP - 4, x, TOP + HEIGHT + 10, "boundary");
    svg.text(x, TOP + HEIGHT + 28, Svg.Anchor.MIDDLE, "strong", name);
    svg.text(x, TOP + HEIGHT + 46, Svg.Anchor.MIDDLE, "small", how);
  }
}
