package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Breakdown;
import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.chart.StackedBars;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the bytes were written for: bars and a table that add up to what was submitted. */
final class BreakdownPart {
  private BreakdownPart() {}

  static List<Block> of(Study study, String prefix) {
    List<Block> sections = new ArrayList<>();
    for (Case each : study.cases()) {
      Breakdown settled = Breakdown.of(each.typical(), "settled");
      if (!settled.isEmpty()) {
        String id = prefix + "-breakdown" + (sections.isEmpty() ? "" : "-" + sections.size());
        Phrase title =
            study.cases().size() == 1
                ? Phrase.words("What for")
                : Phrase.words("What for: ").andGiven(study.label(each));
        sections.add(new Block.Section(3, id, title, blocks(id, each, settled)));
      }
    }
    return sections;
  }

  private static List<Block> blocks(String id, Case each, Breakdown settled) {
    Breakdown now = Breakdown.of(each.typical(), "now");
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        chart(
            id,
            "By category; each part of a colour has its own cause",
            now,
            settled,
            BreakdownPart::categoryParts));
    if (!settled.byCause().stream().allMatch(cause -> cause.name().equals(Words.ANY_CAUSE))) {
      blocks.add(chart(id + "-causes", "By cause", now, settled, BreakdownPart::causeParts));
    }
    blocks.add(table(settled));
    blocks.addAll(RootsPart.of(id + "-roots", now, settled));
    if (each.runs().size() > 1) {
      blocks.add(
          new Block.Paragraph(
              Block.Style.NOTE,
              Phrase.words("Of ")
                  .and(each.repeats(), Unit.COUNT)
                  .and(" repetitions this is number ")
                  .and(each.typical().figure("/repeat"), Unit.COUNT)
                  .and(", the one in the middle by bytes per operation.")));
    }
    return blocks;
  }

  private static Block chart(
      String name,
      String title,
      Breakdown now,
      Breakdown settled,
      Function<Breakdown, List<StackedBars.Part>> parts) {
    List<StackedBars.Bar> bars = new ArrayList<>();
    if (!now.isEmpty()) {
      bars.add(new StackedBars.Bar("now", false, now.total(), parts.apply(now)));
    }
    bars.add(new StackedBars.Bar("settled", false, settled.total(), parts.apply(settled)));
    return new Block.Chart(name, Phrase.words(title), true, StackedBars.draw(title, bars));
  }

  static List<StackedBars.Part> categoryParts(Breakdown breakdown) {
    return breakdown.parts().stream()
        .map(
            part ->
                new StackedBars.Part(
                    Words.categoryStyle(part.category()),
                    Words.categoryName(part.category()),
                    !Words.isCategory(part.category()),
                    Words.categoryName(part.category()) + " " + Words.reason(part.cause()),
                    part.bytes()))
        .toList();
  }

  private static List<StackedBars.Part> causeParts(Breakdown breakdown) {
    return breakdown.byCause().stream()
        .map(
            cause ->
                new StackedBars.Part(
                    Words.causeStyle(cause.name()),
                    cause.name(),
                    true,
                    cause.name(),
                    cause.bytes()))
        .toList();
  }

  /** Categories down, causes across. */
  private static Block table(Breakdown settled) {
    List<Breakdown.Sum> causes = settled.byCause();
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("bytes submitted, settled"));
    causes.forEach(cause -> columns.add(new Column(Phrase.given(cause.name()), true)));
    columns.add(Column.number("total"));
    columns.add(Column.number("share"));
    List<Row> rows = new ArrayList<>();
    for (Breakdown.Sum category : settled.byCategory()) {
      List<Phrase> cells = new ArrayList<>();
      Phrase swatch = Phrase.EMPTY.andSwatch(Words.categoryStyle(category.name()));
      cells.add(
          Words.isCategory(category.name())
              ? swatch.and(Words.categoryName(category.name()))
              : swatch.andGiven(category.name()));
      for (Breakdown.Sum cause : causes) {
        cells.add(Phrase.number(settled.of(category.name(), cause.name()), Unit.COUNT));
      }
      cells.add(Phrase.number(category.bytes(), Unit.COUNT));
      cells.add(Phrase.number(category.bytes().percentOf(settled.total()), Unit.PERCENT));
      rows.add(new Row(false, cells));
    }
    rows.add(totals(settled, causes));
    return new Block.Table("", columns, rows);
  }

  private static Row totals(Breakdown settled, List<Breakdown.Sum> causes) {
    List<Phrase> cells = new ArrayList<>();
    cells.add(Phrase.words("total"));
    causes.forEach(cause -> cells.add(Phrase.number(cause.bytes(), Unit.COUNT)));
    cells.add(Phrase.number(settled.total(), Unit.COUNT));
    cells.add(Phrase.number(settled.total().percentOf(settled.total()), Unit.PERCENT));
    return new Row(true, cells);
  }
}
