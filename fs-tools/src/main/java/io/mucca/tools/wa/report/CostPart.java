package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;

/** What one operation costs, with its spread over the repetitions. */
final class CostPart {
  private CostPart() {}

  static List<Block> of(Study study) {
    List<Row> rows = new ArrayList<>();
    for (Case each : study.cases()) {
      rows.add(row(Phrase.given(study.label(each)), each, "now"));
      rows.add(row(Phrase.EMPTY, each, "settled"));
    }
    Block table =
        new Block.Table(
            "",
            List.of(
                Column.text("filesystem"),
                Column.text("moment"),
                Column.number("device bytes: median"),
                Column.number("least"),
                Column.number("most"),
                Column.number("write requests"),
                Column.number("flushes"),
                Column.number("bytes read"),
                Column.number("space in use, all"),
                Column.number("residual, all")),
            rows);
    return List.of(
        new Block.Section(
            3,
            "cost-" + study.cases().getFirst().runs().getFirst().place().substring(1),
            Phrase.words("Cost of one operation"),
            List.of(table)));
  }

  private static Row row(Phrase name, Case each, String moment) {
    List<Figure> bytes = each.figures("/" + moment + "/bytesPerOperation");
    return Row.of(
        name,
        Phrase.words(moment),
        Phrase.number(Figure.median(bytes), Unit.BYTES),
        Phrase.number(Figure.min(bytes), Unit.BYTES),
        Phrase.number(Figure.max(bytes), Unit.BYTES),
        Phrase.number(perOperation(each, "/" + moment + "/writes"), Unit.COUNT),
        Phrase.number(perOperation(each, "/" + moment + "/syncs"), Unit.COUNT),
        Phrase.number(perOperation(each, "/" + moment + "/readBytes"), Unit.BYTES),
        Phrase.number(each.median("/" + moment + "/usedBytes"), Unit.SIZE),
        Phrase.number(Figure.max(each.figures("/" + moment + "/residualBytes")), Unit.BYTES));
  }

  private static Figure perOperation(Case each, String pointer) {
    return each.median(pointer).dividedBy(each.median("/application/operations"));
  }
}
