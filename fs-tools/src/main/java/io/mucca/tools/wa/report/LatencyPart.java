package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;

/** How long operations took. */
final class LatencyPart {
  private LatencyPart() {}

  static List<Block> of(Study study) {
    List<Row> rows = new ArrayList<>();
    for (Case each : study.cases()) {
      Phrase name = Phrase.given(study.label(each));
      for (String operation : each.operations()) {
        rows.add(row(name, each, operation));
        name = Phrase.EMPTY;
      }
    }
    if (rows.isEmpty()) {
      return List.of();
    }
    Block table =
        new Block.Table(
            "",
            List.of(
                Column.text("filesystem"),
                Column.text("operation"),
                Column.number("count"),
                Column.number("median"),
                percentile("90 %"),
                percentile("99 %"),
                percentile("99.9 %"),
                Column.number("slowest")),
            rows);
    return List.of(
        new Block.Section(
            3,
            "latency-" + study.cases().getFirst().runs().getFirst().place().substring(1),
            Phrase.words("Latencies"),
            List.of(table)));
  }

  private static Column percentile(String percent) {
    return new Column(Phrase.EMPTY.andFixed(percent).and(" within"), true);
  }

  private static Row row(Phrase name, Case each, String operation) {
    return Row.of(
        name,
        Phrase.given(operation),
        Phrase.number(each.latency(operation, "count"), Unit.COUNT),
        Phrase.number(each.latency(operation, "p50Micros"), Unit.MICROS),
        Phrase.number(each.latency(operation, "p90Micros"), Unit.MICROS),
        Phrase.number(each.latency(operation, "p99Micros"), Unit.MICROS),
        Phrase.number(each.latency(operation, "p999Micros"), Unit.MICROS),
        Phrase.number(each.latency(operation, "maxMicros"), Unit.MICROS));
  }
}
