package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Fact;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All about one workload with its parameters. */
final class StudySection {
  private StudySection() {}

  static Block of(Study study, Titles titles) {
    String prefix = chartPrefix(study, titles);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Paragraph(Block.Style.VERDICT, Verdict.of(study)));
    blocks.addAll(Doubts.of(study));
    blocks.add(facts(study));
    if (study.axes().isEmpty()) {
      blocks.addAll(ComparisonPart.of(study, prefix));
      blocks.addAll(CostPart.of(study));
      blocks.addAll(BreakdownPart.of(study, prefix));
      blocks.addAll(LatencyPart.of(study));
      blocks.addAll(CoursePart.of(study, prefix));
    } else {
      blocks.addAll(SweepPart.of(study, prefix));
    }
    blocks.addAll(PricePart.of(study, prefix));
    blocks.addAll(ExtrasPart.of(study, prefix));
    return new Block.Section(2, titles.id(study), titles.of(study), blocks);
  }

  private static String chartPrefix(Study study, Titles titles) {
    String slug =
        study
            .workload()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String name = slug.substring(0, Math.min(40, slug.length()));
    return titles.id(study) + (name.isEmpty() ? "" : "-" + name);
  }

  private static Block facts(Study study) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact(Phrase.words("parameters"), Titles.settings(study.parameters())));
    Phrase on = Phrase.EMPTY;
    for (String label : study.labels()) {
      on = (on.parts().isEmpty() ? on : on.and(", ")).andGiven(label);
    }
    facts.add(new Fact(Phrase.words("on"), on));
    Case first = study.cases().getFirst();
    facts.add(new Fact(Phrase.words("application"), ApplicationPhrase.of(first)));
    return new Block.Facts(facts);
  }
}
