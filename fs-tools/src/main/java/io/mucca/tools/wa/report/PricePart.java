package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.chart.ScatterPlot;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Write amplification beside latency and beside bytes at risk, point by point. */
final class PricePart {
  private static final ScatterPlot.Axis UP =
      new ScatterPlot.Axis("write amplification, settled", Unit.FACTOR);

  private PricePart() {}

  static List<Block> of(Study study, String prefix) {
    String operation = Verdict.reference(study).slowestOperation();
    List<Block> charts = new ArrayList<>();
    add(
        charts,
        study,
        prefix + "-price-latency",
        "Write amplification and latency",
        new ScatterPlot.Axis("slowest hundredth of " + operation, Unit.MICROS),
        each -> each.latency(operation, "p99Micros"));
    add(
        charts,
        study,
        prefix + "-price-risk",
        "Write amplification and bytes at risk",
        new ScatterPlot.Axis("most bytes at risk", Unit.SIZE),
        Case::mostBytesAtRisk);
    if (charts.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Block.Section(
            3,
            prefix + "-price",
            Phrase.words("What less writing costs"),
            List.of(new Block.Group(charts))));
  }

  private static void add(
      List<Block> charts,
      Study study,
      String name,
      String title,
      ScatterPlot.Axis across,
      Function<Case, Figure> x) {
    List<ScatterPlot.Point> points = new ArrayList<>();
    for (Case each : study.cases()) {
      Figure factor = each.median("/settled/writeAmplification");
      Figure price = x.apply(each);
      if (factor.isKnown() && price.isKnown()) {
        points.add(new ScatterPlot.Point(style(study, each), label(study, each), price, factor));
      }
    }
    if (points.size() > 1) {
      charts.add(
          new Block.Chart(
              name, Phrase.words(title), false, ScatterPlot.draw(title, across, UP, points)));
    }
  }

  /** In a sweep of one filesystem the first axis gives the colour. */
  private static String style(Study study, Case each) {
    List<String> labels = study.labels();
    if (labels.size() == 1 && !study.axes().isEmpty()) {
      String axis = study.axes().getFirst();
      return Words.style(study.values(axis).indexOf(each.axes().get(axis)));
    }
    return Words.style(labels.indexOf(study.label(each)));
  }

  private static String label(Study study, Case each) {
    String values = String.join(", ", each.axes().values());
    if (values.isEmpty()) {
      return study.label(each);
    }
    return study.labels().size() == 1 ? values : study.label(each) + ", " + values;
  }
}
