package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.List;
import java.util.Map;

/** What studies are called: by their workload, and by what else tells them apart. */
final class Titles {
  private final List<Study> studies;

  Titles(List<Study> studies) {
    this.studies = studies;
  }

  /** The id of its section. */
  String id(Study study) {
    return "workload-" + (studies.indexOf(study) + 1);
  }

  /** The workload, the parameters in which it differs from others of its kind, and the axes. */
  Phrase of(Study study) {
    Phrase title = Phrase.given(study.workload());
    for (Map.Entry<String, String> parameter : study.parameters().entrySet()) {
      if (differs(study, parameter.getKey(), parameter.getValue())) {
        title = title.and(", ").and(setting(parameter.getKey(), parameter.getValue()));
      }
    }
    String word = ", by ";
    for (String axis : study.axes()) {
      title = title.and(word).andGiven(axis);
      word = " × ";
    }
    return title;
  }

  private boolean differs(Study study, String name, String value) {
    return studies.stream()
        .filter(other -> other.workload().equals(study.workload()))
        .filter(other -> !other.axes().contains(name))
        .anyMatch(other -> !value.equals(other.parameters().get(name)));
  }

  /** A name and its value. */
  static Phrase setting(String name, String value) {
    return Phrase.given(name).and(" ").andGiven(value.isEmpty() ? "–" : value);
  }

  /** All names and values in a row. */
  static Phrase settings(Map<String, String> settings) {
    Phrase phrase = Phrase.EMPTY;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      Phrase next = setting(setting.getKey(), setting.getValue());
      phrase = phrase.parts().isEmpty() ? next : phrase.and(", ").and(next);
    }
    return phrase.parts().isEmpty() ? Phrase.words("none") : phrase;
  }
}
