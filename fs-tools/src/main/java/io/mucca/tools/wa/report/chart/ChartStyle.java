package io.mucca.tools.wa.report.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheet of the charts, for light and dark pages. */
public final class ChartStyle {
  public static final String SHEET = read("/io/mucca/tools/wa/report/chart/chart.css");

  private ChartStyle() {}

  /** The text of a resource of this program. */
  public static String read(String resource) {
    try (InputStream input = ChartStyle.class.getResourceAsStream(resource)) {
      if (input == null) {
        throw new IllegalStateException(resource + " is missing in the program");
      }
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
