package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.chart.GroupedBars;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;

/** Filesystems beside each other, and each in relation to one. */
final class ComparisonPart {
  private ComparisonPart() {}

  static List<Block> of(Study study, String prefix) {
    if (study.cases().size() < 2) {
      return List.of();
    }
    return List.of(
        new Block.Section(
            3,
            prefix + "-comparison",
            Phrase.words("Comparison"),
            List.of(charts(study, prefix), table(study))));
  }

  private static Block charts(Study study, String prefix) {
    List<Block> charts = new ArrayList<>();
    boolean hasFactor =
        study.cases().stream()
            .anyMatch(each -> each.median("/settled/writeAmplification").isKnown());
    String member = hasFactor ? "writeAmplification" : "bytesPerOperation";
    String title = hasFactor ? "Write amplification" : "Device bytes per operation";
    List<GroupedBars.Kind> moments =
        List.of(
            new GroupedBars.Kind("p0", "settled"),
            new GroupedBars.Kind("p1", "now, at the last fsync"));
    charts.add(
        new Block.Chart(
            prefix + "-amplification",
            Phrase.words(title),
            false,
            GroupedBars.draw(
                title,
                hasFactor ? Unit.FACTOR : Unit.SIZE,
                moments,
                groups(study, "/settled/" + member, "/now/" + member))));
    latencies(study, prefix, charts);
    return new Block.Group(charts);
  }

  private static void latencies(Study study, String prefix, List<Block> charts) {
    String operation = Verdict.reference(study).slowestOperation();
    List<GroupedBars.Group> groups =
        study.cases().stream()
            .map(
                each ->
                    new GroupedBars.Group(
                        study.label(each),
                        List.of(
                            each.latency(operation, "p50Micros"),
                            each.latency(operation, "p99Micros"))))
            .toList();
    if (groups.stream().anyMatch(group -> group.figures().getFirst().isKnown())) {
      charts.add(
          new Block.Chart(
              prefix + "-latency",
              Phrase.words("Latency of ").andGiven(operation),
              false,
              GroupedBars.draw(
                  "Latency of " + operation,
                  Unit.MICROS,
                  List.of(
                      new GroupedBars.Kind("p3", "median"),
                      new GroupedBars.Kind("p7", "slowest hundredth begins")),
                  groups)));
    }
  }

  private static List<GroupedBars.Group> groups(Study study, String... pointers) {
    return study.cases().stream()
        .map(
            each ->
                new GroupedBars.Group(
                    study.label(each), List.of(pointers).stream().map(each::median).toList()))
        .toList();
  }

  private static Block table(Study study) {
    Case reference = Verdict.reference(study);
    Figure base = reference.median("/settled/bytesPerOperation");
    List<Row> rows = new ArrayList<>();
    for (Case each : study.cases()) {
      Figure bytes = each.median("/settled/bytesPerOperation");
      Row row =
          Row.of(
              Phrase.given(study.label(each)),
              Phrase.number(each.median("/now/writeAmplification"), Unit.FACTOR),
              Phrase.number(each.median("/settled/writeAmplification"), Unit.FACTOR),
              Phrase.number(each.median("/settled/uniqueAmplification"), Unit.FACTOR),
              Phrase.number(bytes, Unit.BYTES),
              Phrase.number(bytes.dividedBy(base), Unit.FACTOR),
              Phrase.number(each.median("/settled/spaceAmplification"), Unit.FACTOR),
              Phrase.number(Rates.operations(each), Unit.COUNT));
      rows.add(each.equals(reference) ? row.standingOut() : row);
    }
    return new Block.Table(
        "",
        List.of(
            Column.text("filesystem"),
            Column.number("WA now"),
            Column.number("WA settled"),
            Column.number("by unique bytes"),
            Column.number("bytes per operation"),
            new Column(Phrase.words("relative to ").andGiven(study.label(reference)), true),
            Column.number("space amplification"),
            Column.number("operations per second")),
        rows);
  }
}
