package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;

/** The first look: what every workload costs. */
final class SummarySection {
  private SummarySection() {}

  static Block of(List<ResultDocument> documents, List<Study> studies, Titles titles) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Cards(studies.stream().map(study -> card(study, titles)).toList()));
    blocks.add(residuals(documents));
    blocks.add(table(studies, titles));
    return new Block.Section(2, "summary", Phrase.words("Summary"), blocks);
  }

  private static Block.Card card(Study study, Titles titles) {
    Phrase figure;
    if (study.axes().isEmpty()) {
      figure = factorOrBytes(Verdict.reference(study));
    } else {
      List<Figure> factors =
          study.cases().stream().map(each -> each.median("/settled/writeAmplification")).toList();
      figure =
          Phrase.number(Figure.min(factors), Unit.FACTOR)
              .and(" – ")
              .and(Figure.max(factors), Unit.FACTOR);
    }
    return new Block.Card(titles.id(study), titles.of(study), figure, Verdict.brief(study));
  }

  private static Phrase factorOrBytes(Case of) {
    Figure factor = of.median("/settled/writeAmplification");
    return factor.isKnown()
        ? Phrase.number(factor, Unit.FACTOR)
        : Phrase.number(of.median("/settled/bytesPerOperation"), Unit.BYTES);
  }

  /** That the counters agree, or where they do not. */
  private static Block residuals(List<ResultDocument> documents) {
    List<Figure> residuals = new ArrayList<>();
    for (ResultDocument document : documents) {
      document.runs().stream().map(SourcedRun::residuals).forEach(residuals::addAll);
    }
    if (residuals.isEmpty()) {
      return new Block.Paragraph(
          Block.Style.NOTE,
          Phrase.words(
              "Residual: not known. No run has both submitted bytes and bytes that the kernel"
                  + " counted."));
    }
    Figure least = Figure.min(residuals);
    Figure most = Figure.max(residuals);
    boolean isZero = least.value() == 0 && most.value() == 0;
    Phrase text =
        Phrase.words("Residual (bytes counted by the kernel less bytes submitted), from ")
            .and(least, Unit.BYTES)
            .and(" to ")
            .and(most, Unit.BYTES)
            .and(isZero ? ": every byte is accounted for." : ": not every byte is accounted for.");
    return new Block.Paragraph(isZero ? Block.Style.NOTE : Block.Style.WARNING, text);
  }

  private static Block table(List<Study> studies, Titles titles) {
    List<Row> rows = new ArrayList<>();
    for (Study study : studies) {
      if (study.axes().isEmpty()) {
        Phrase title = titles.of(study);
        for (Case each : study.cases()) {
          rows.add(row(title, study, each));
          title = Phrase.EMPTY;
        }
      }
    }
    if (rows.isEmpty()) {
      return new Block.Paragraph(
          Block.Style.NOTE, Phrase.words("Only sweeps: their figures are below."));
    }
    return new Block.Table(
        "",
        List.of(
            Column.text("workload"),
            Column.text("filesystem"),
            Column.number("WA settled"),
            Column.number("WA now"),
            Column.number("device bytes per operation"),
            Column.number("runs"),
            Column.number("σ")),
        rows);
  }

  private static Row row(Phrase title, Study study, Case each) {
    return Row.of(
        title,
        Phrase.given(study.label(each)),
        Phrase.number(each.median("/settled/writeAmplification"), Unit.FACTOR),
        Phrase.number(each.median("/now/writeAmplification"), Unit.FACTOR),
        Phrase.number(each.median("/settled/bytesPerOperation"), Unit.BYTES),
        Phrase.number(each.repeats(), Unit.COUNT),
        Phrase.number(each.noise(), Unit.PERCENT));
  }
}
