package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Write amplification beside latency and bytes at risk, over all workloads: whoever batches writes
 * less, and pays for it in one of these.
 */
final class PriceSection {
  private PriceSection() {}

  static Block of(List<Study> studies, Titles titles) {
    List<Row> rows = new ArrayList<>();
    for (Study study : studies) {
      Phrase title = titles.of(study);
      for (Case each : shown(study)) {
        rows.add(row(title, study, each));
        title = study.axes().isEmpty() ? Phrase.EMPTY : title;
      }
    }
    return new Block.Section(
        2,
        "batching",
        Phrase.words("The price of batching"),
        List.of(
            new Block.Paragraph(
                Block.Style.PLAIN,
                Phrase.words(
                    "Whoever gathers changes writes less, and lets programs wait longer for the"
                        + " device, or has more at risk when the power fails: the two right columns"
                        + " say how much. Of a sweep the points that write least and most are"
                        + " here.")),
            new Block.Table(
                "",
                List.of(
                    Column.text("workload"),
                    Column.text("filesystem"),
                    Column.number("fsyncs per operation"),
                    Column.number("WA now"),
                    Column.number("WA settled"),
                    Column.text("operation"),
                    Column.number("its slowest hundredth"),
                    Column.number("most bytes at risk")),
                rows)));
  }

  private static List<Case> shown(Study study) {
    if (study.axes().isEmpty()) {
      return study.cases();
    }
    List<Case> sorted =
        study.cases().stream()
            .filter(each -> each.median("/settled/writeAmplification").isKnown())
            .sorted(
                Comparator.comparingDouble(
                    each -> each.median("/settled/writeAmplification").value()))
            .toList();
    return sorted.size() < 2 ? sorted : List.of(sorted.getFirst(), sorted.getLast());
  }

  private static Row row(Phrase title, Study study, Case each) {
    String operation = each.slowestOperation();
    Phrase name = title;
    if (!each.axes().isEmpty()) {
      name = name.and(": ").and(Titles.settings(each.axes()));
    }
    return Row.of(
        name,
        Phrase.given(study.label(each)),
        Phrase.number(
            each.median("/application/syncs").dividedBy(each.median("/application/operations")),
            Unit.COUNT),
        Phrase.number(each.median("/now/writeAmplification"), Unit.FACTOR),
        Phrase.number(each.median("/settled/writeAmplification"), Unit.FACTOR),
        Phrase.given(operation),
        Phrase.number(each.latency(operation, "p99Micros"), Unit.MICROS),
        Phrase.number(each.mostBytesAtRisk(), Unit.SIZE));
  }
}
