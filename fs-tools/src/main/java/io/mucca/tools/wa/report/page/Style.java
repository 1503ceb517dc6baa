package io.mucca.tools.wa.report.page;

import io.mucca.tools.wa.report.chart.ChartStyle;

/** The style sheets that a page carries in itself. */
final class Style {
  private Style() {}

  static String chart() {
    return ChartStyle.SHEET;
  }

  static String page() {
    return ChartStyle.read("/io/mucca/tools/wa/report/page/page.css");
  }
}
