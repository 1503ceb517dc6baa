package io.mucca.tools.wa.figure;

import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.result.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * All runs of one workload with the same parameters: on several filesystems, at several points of a
 * sweep, several times.
 *
 * <p>Repetitions are of one file: the same run in two files, of two versions perhaps, makes two
 * cases.
 *
 * @param parameters those that no axis varied
 * @param axes the names of what a sweep varied
 * @param cases in the order of the files
 */
public record Study(
    String workload, Map<String, String> parameters, List<String> axes, List<Case> cases) {

  /** Gathers runs into studies, in the order in which they first appear. */
  public static List<Study> of(List<ResultDocument> documents) {
    Map<Key, Map<CaseKey, List<SourcedRun>>> gathered = new LinkedHashMap<>();
    for (ResultDocument document : documents) {
      for (SourcedRun run : document.runs()) {
        gathered
            .computeIfAbsent(Key.of(run.run()), _ -> new LinkedHashMap<>())
            .computeIfAbsent(CaseKey.of(run), _ -> new ArrayList<>())
            .add(run);
      }
    }
    return gathered.entrySet().stream()
        .map(
            entry ->
                new Study(
                    entry.getKey().workload(),
                    entry.getKey().parameters(),
                    entry.getKey().axes(),
                    entry.getValue().values().stream().map(Case::new).toList()))
        .toList();
  }

  /** The filesystems, by the names that tell them apart here. */
  public List<String> labels() {
    return distinct(this::label);
  }

  /**
   * What a case's filesystem is called here: its name, and what else it takes to tell it from
   * others.
   */
  public String label(Case of) {
    Subject subject = of.subject();
    List<Case> alike =
        cases.stream()
            .filter(other -> other.subject().filesystem().equals(subject.filesystem()))
            .toList();
    StringBuilder label = new StringBuilder(subject.filesystem());
    if (alike.stream().anyMatch(other -> !other.subject().engine().equals(subject.engine()))) {
      label.append(" (").append(subject.engine()).append(')');
    }
    if (alike.stream()
        .anyMatch(
            other ->
                other.subject().engine().equals(subject.engine())
                    && other.document() != of.document())) {
      label.append(", ").append(of.document().name());
    }
    return label.toString();
  }

  /** The values of an axis, ordered by size where they have one. */
  public List<String> values(String axis) {
    return AxisValues.sorted(distinct(each -> each.axes().getOrDefault(axis, "")));
  }

  private List<String> distinct(Function<Case, String> function) {
    Set<String> distinct = new LinkedHashSet<>();
    cases.forEach(each -> distinct.add(function.apply(each)));
    return List.copyOf(distinct);
  }

  private record Key(String workload, Map<String, String> parameters, List<String> axes) {
    static Key of(Run run) {
      Map<String, String> parameters = new LinkedHashMap<>(run.parameters());
      parameters.keySet().removeAll(run.axes().keySet());
      return new Key(run.workload(), parameters, List.copyOf(run.axes().keySet()));
    }
  }

  private record CaseKey(int document, String engine, String filesystem, Map<String, String> axes) {
    static CaseKey of(SourcedRun run) {
      Subject subject = run.run().subject();
      return new CaseKey(
          run.document().number(), subject.engine(), subject.filesystem(), run.run().axes());
    }
  }
}
