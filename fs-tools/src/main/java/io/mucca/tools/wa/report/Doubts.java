package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Breakdown;
import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What makes the figures of a study doubtful: noise, bytes unaccounted for, warnings. */
final class Doubts {
  private Doubts() {}

  static List<Block> of(Study study) {
    List<Block> blocks = new ArrayList<>();
    phrases(study).forEach(doubt -> blocks.add(new Block.Paragraph(Block.Style.WARNING, doubt)));
    return blocks;
  }

  /** The same as plain text. */
  static List<String> texts(Study study) {
    return phrases(study).stream().map(Phrase::toText).toList();
  }

  private static Set<Phrase> phrases(Study study) {
    Set<Phrase> doubts = new LinkedHashSet<>();
    for (Case each : study.cases()) {
      addNoise(doubts, study, each);
      for (SourcedRun run : each.runs()) {
        addResiduals(doubts, study, each, run);
        addSums(doubts, study, each, run);
        run.run().warnings().forEach(warning -> doubts.add(about(study, each, warning)));
      }
    }
    return doubts;
  }

  private static Phrase name(Study study, Case each) {
    Phrase name = Phrase.given(study.label(each));
    return each.axes().isEmpty() ? name : name.and(" (").and(Titles.settings(each.axes())).and(")");
  }

  private static Phrase about(Study study, Case each, String warning) {
    return name(study, each).and(": ").andGiven(warning);
  }

  private static void addNoise(Set<Phrase> doubts, Study study, Case each) {
    if (each.isNoisy()) {
      List<Figure> bytes = each.figures("/settled/bytesPerOperation");
      doubts.add(
          name(study, each)
              .and(": noisy. σ over ")
              .and(each.repeats(), Unit.COUNT)
              .and(" repetitions is ")
              .and(each.noise(), Unit.PERCENT)
              .and(" of the mean; bytes per operation go from ")
              .and(Figure.min(bytes), Unit.BYTES)
              .and(" to ")
              .and(Figure.max(bytes), Unit.BYTES)
              .and(". Repeat on a quiet machine."));
    }
  }

  private static void addResiduals(Set<Phrase> doubts, Study study, Case each, SourcedRun run) {
    for (Figure residual : run.residuals()) {
      if (residual.value() != 0) {
        doubts.add(
            name(study, each)
                .and(": the kernel counted ")
                .and(residual, Unit.BYTES)
                .and(" more than were submitted; something else wrote to the device."));
      }
    }
  }

  private static void addSums(Set<Phrase> doubts, Study study, Case each, SourcedRun run) {
    for (String moment : List.of("now", "settled")) {
      if (Breakdown.of(run, moment).isInconsistent()) {
        doubts.add(
            name(study, each)
                .and(": the parts (" + moment + ") do not add up to the bytes submitted in run ")
                .andFixed(run.place())
                .and("; the file was changed or is faulty."));
      }
    }
  }
}
