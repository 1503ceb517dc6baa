package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.chart.TimeCourse;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Phrase;
import io.mucca.tools.wa.result.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How it went: of mucca, or the first filesystem that has a course; others would only repeat it.
 */
final class CoursePart {
  private CoursePart() {}

  static List<Block> of(Study study, String prefix) {
    Case reference = Verdict.reference(study);
    SourcedRun run = reference.typical();
    if (run.run().series().size() < 2) {
      return List.of();
    }
    Phrase title = Phrase.words("Write amplification in the course of the run");
    if (study.cases().size() > 1) {
      title = title.and(" on ").andGiven(study.label(reference));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Chart(
            prefix + "-course",
            title,
            true,
            TimeCourse.draw("Write amplification in the course of the run", run.run())));
    if (!run.run().events().isEmpty()) {
      blocks.add(new Block.Paragraph(Block.Style.NOTE, events(run)));
    }
    return List.of(new Block.Section(3, prefix + "-courses", Phrase.words("Course"), blocks));
  }

  private static Phrase events(SourcedRun run) {
    Map<String, List<String>> places = new LinkedHashMap<>();
    List<Event> events = run.run().events();
    for (int i = 0; i < events.size(); i++) {
      places
          .computeIfAbsent(events.get(i).kind(), _ -> new ArrayList<>())
          .add(run.place() + "/events/" + i);
    }
    Phrase phrase = Phrase.words("Dotted lines are events: ");
    String separator = "";
    for (Map.Entry<String, List<String>> kind : places.entrySet()) {
      phrase =
          phrase
              .and(separator)
              .andGiven(kind.getKey())
              .and(" (")
              .and(Figure.count(kind.getValue()), Unit.COUNT)
              .and(")");
      separator = ", ";
    }
    return phrase.and(". Intervals in which the application wrote nothing have no value.");
  }
}
