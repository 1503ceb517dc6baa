package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Document;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;

/** Puts a report together from results. */
public final class Report {
  private Report() {}

  /** The report of some result files, which hold at least one run. */
  public static Document of(List<ResultDocument> documents) {
    List<Study> studies = Study.of(documents);
    Titles titles = new Titles(studies);
    List<Block> blocks = new ArrayList<>();
    blocks.add(SummarySection.of(documents, studies, titles));
    blocks.add(DefinitionsSection.of(documents));
    for (Study study : studies) {
      blocks.add(StudySection.of(study, titles));
    }
    blocks.add(PriceSection.of(studies, titles));
    blocks.add(CopyOnWriteSection.of(studies, titles));
    blocks.add(SubjectsSection.of(documents));
    blocks.add(ProvenanceSection.of(documents));
    return new Document("Write amplification report", subtitle(documents, studies), blocks);
  }

  private static Phrase subtitle(List<ResultDocument> documents, List<Study> studies) {
    List<String> runs =
        documents.stream()
            .flatMap(document -> document.runs().stream())
            .map(SourcedRun::place)
            .toList();
    Phrase subtitle =
        Phrase.number(Figure.count(runs), Unit.COUNT)
            .and(runs.size() == 1 ? " run of " : " runs of ")
            .andGiven(studies.getFirst().workload())
            .and(studies.size() == 1 ? "" : " and others")
            .and(", from ");
    String separator = "";
    for (ResultDocument document : documents) {
      subtitle = subtitle.and(separator).andGiven(document.name());
      separator = ", ";
    }
    return subtitle;
  }
}
