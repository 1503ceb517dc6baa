package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Fact;
import io.mucca.tools.wa.report.page.Phrase;
import io.mucca.tools.wa.result.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How each filesystem was made and mounted, defaults included. */
final class SubjectsSection {
  private SubjectsSection() {}

  static Block of(List<ResultDocument> documents) {
    Map<Key, List<SourcedRun>> subjects = new LinkedHashMap<>();
    for (ResultDocument document : documents) {
      for (SourcedRun run : document.runs()) {
        subjects.computeIfAbsent(Key.of(run.run().subject()), _ -> new ArrayList<>()).add(run);
      }
    }
    List<Block> blocks = new ArrayList<>();
    int number = 1;
    for (Map.Entry<Key, List<SourcedRun>> subject : subjects.entrySet()) {
      Phrase title =
          Phrase.given(subject.getKey().filesystem())
              .and(" (")
              .andGiven(subject.getKey().engine())
              .and(")");
      Block facts = new Block.Facts(facts(subject.getKey(), subject.getValue()));
      blocks.add(new Block.Section(3, "subject-" + number++, title, List.of(facts)));
    }
    return new Block.Section(2, "filesystems", Phrase.words("Filesystems and options"), blocks);
  }

  private record Key(
      String engine, String filesystem, String version, int sectorBytes, long sizeBytes) {
    static Key of(Subject subject) {
      return new Key(
          subject.engine(),
          subject.filesystem(),
          subject.version(),
          subject.sectorBytes(),
          subject.sizeBytes());
    }
  }

  private static List<Fact> facts(Key subject, List<SourcedRun> runs) {
    List<Fact> facts = new ArrayList<>();
    SourcedRun first = runs.getFirst();
    String version = subject.version();
    facts.add(
        new Fact(
            Phrase.words("version"),
            version.isEmpty() ? Phrase.words("not known") : Phrase.given(version)));
    Phrase devices = Phrase.EMPTY;
    for (String device :
        distinct(runs.stream().map(run -> run.run().subject().device()).toList())) {
      devices = (devices.parts().isEmpty() ? devices : devices.and(", ")).andGiven(device);
    }
    facts.add(
        new Fact(
            Phrase.words("device"),
            devices
                .and(", ")
                .and(first.figure("/subject/sizeBytes"), Unit.SIZE)
                .and(" in sectors of ")
                .and(first.figure("/subject/sectorBytes"), Unit.BYTES)));
    for (Map.Entry<String, Set<String>> option : options(runs).entrySet()) {
      facts.add(new Fact(Phrase.given(option.getKey()), values(option.getValue())));
    }
    facts.add(
        new Fact(
            Phrase.words("runs"),
            Phrase.number(
                Figure.count(runs.stream().map(SourcedRun::place).toList()), Unit.COUNT)));
    return facts;
  }

  private static Set<String> distinct(List<String> values) {
    return new LinkedHashSet<>(values);
  }

  /** Every option with all its values; a sweep has more than one. */
  private static Map<String, Set<String>> options(List<SourcedRun> runs) {
    Map<String, Set<String>> options = new LinkedHashMap<>();
    for (SourcedRun run : runs) {
      run.run()
          .subject()
          .options()
          .forEach(
              (name, value) ->
                  options.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value));
    }
    return options;
  }

  private static Phrase values(Set<String> values) {
    Phrase phrase = Phrase.EMPTY;
    for (String value : values) {
      phrase =
          (phrase.parts().isEmpty() ? phrase : phrase.and(" or "))
              .andGiven(value.isEmpty() ? "–" : value);
    }
    return phrase;
  }
}
