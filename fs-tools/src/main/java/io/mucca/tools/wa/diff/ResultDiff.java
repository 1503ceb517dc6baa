package io.mucca.tools.wa.diff;

import io.mucca.tools.text.Table;
import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What changed from one result file to another. Runs belong together that have the same workload,
 * parameters, axes, engine and filesystem; of repetitions the medians count.
 *
 * @param compared what is in both
 * @param missing names of what only the old results have
 * @param added names of what only the new results have
 * @param failures why the new results are not acceptable, a sentence each; empty if they are
 */
public record ResultDiff(
    List<Comparison> compared, List<String> missing, List<String> added, List<String> failures) {
  public ResultDiff {
    compared = List.copyOf(compared);
    missing = List.copyOf(missing);
    added = List.copyOf(added);
    failures = List.copyOf(failures);
  }

  /** All figures of one thing. */
  public record Comparison(String name, List<Change> changes) {
    public Comparison {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Compares.
   *
   * @param failAbovePercent by more than this bytes per operation must not rise, now or settled
   */
  public static ResultDiff of(
      ResultDocument oldResults, ResultDocument newResults, double failAbovePercent) {
    Map<Key, Case> before = cases(oldResults);
    Map<Key, Case> after = cases(newResults);
    List<Comparison> compared = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    before.forEach(
        (key, old) -> {
          String name = name(key, before);
          Case now = after.get(key);
          if (now == null) {
            missing.add(name);
            failures.add(name + " is missing in the new results; run it again");
          } else {
            Comparison comparison = new Comparison(name, Change.all(old, now));
            compared.add(comparison);
            failures.addAll(risen(comparison, failAbovePercent));
          }
        });
    List<String> added = new ArrayList<>();
    after.forEach(
        (key, now) -> {
          String name = name(key, after);
          if (!before.containsKey(key)) {
            added.add(name);
          }
          failures.addAll(unaccounted(name, now));
        });
    return new ResultDiff(compared, missing, added, failures);
  }

  private static Map<Key, Case> cases(ResultDocument results) {
    Map<Key, Case> cases = new LinkedHashMap<>();
    for (Study study : Study.of(List.of(results))) {
      study.cases().forEach(each -> cases.put(Key.of(each), each));
    }
    return cases;
  }

  private record Key(
      String workload,
      Map<String, String> parameters,
      Map<String, String> axes,
      String engine,
      String filesystem) {
    static Key of(Case each) {
      return new Key(
          each.first().workload(),
          each.first().parameters(),
          each.axes(),
          each.subject().engine(),
          each.subject().filesystem());
    }

    String shortName() {
      String name = workload + " on " + filesystem + " (" + engine + ")";
      return axes.isEmpty() ? name : name + ", " + settings(axes);
    }
  }

  /** With the parameters only where there is another that differs in nothing else. */
  private static String name(Key key, Map<Key, Case> all) {
    String name = key.shortName();
    boolean isUnique =
        all.keySet().stream().filter(other -> other.shortName().equals(name)).count() == 1;
    return isUnique ? name : name + ", " + settings(key.parameters());
  }

  private static String settings(Map<String, String> settings) {
    List<String> texts = new ArrayList<>();
    settings.forEach((name, value) -> texts.add(name + " " + value));
    return String.join(", ", texts);
  }

  private static List<String> risen(Comparison comparison, double failAbovePercent) {
    List<String> failures = new ArrayList<>();
    for (Change change : comparison.changes()) {
      if (change.isGuarded() && change.percent() > failAbovePercent) {
        failures.add(
            String.format(
                Locale.ROOT,
                "%s: %s rose by %s, which is more than %s %%",
                comparison.name(),
                change.figure(),
                change.text().strip(),
                Unit.COUNT.format(failAbovePercent)));
      }
    }
    return failures;
  }

  /** Residuals are only known where mucca has a block device to itself, and 0 there. */
  private static List<String> unaccounted(String name, Case each) {
    List<String> failures = new ArrayList<>();
    for (SourcedRun run : each.runs()) {
      for (Figure residual : run.residuals()) {
        if (residual.value() != 0) {
          failures.add(
              String.format(
                  Locale.ROOT,
                  "%s: a residual of %s at %s in the new results; some writes are not accounted"
                      + " for",
                  name,
                  Unit.BYTES.format(residual),
                  residual.from()));
        }
      }
    }
    return failures;
  }

  public boolean isAcceptable() {
    return failures.isEmpty();
  }

  /** For people: a table, then what is missing or new, then why it fails. */
  public String toText() {
    Table table = new Table("run", "figure", ">old", ">new", ">change");
    for (Comparison comparison : compared) {
      String name = comparison.name();
      for (Change change : comparison.changes()) {
        table.row(
            name,
            change.figure(),
            change.unit().format(change.oldFigure()),
            change.unit().format(change.newFigure()),
            change.text());
        name = "";
      }
    }
    StringBuilder text = new StringBuilder();
    text.append(compared.isEmpty() ? "No run is in both.\n" : table.toString());
    added.forEach(name -> text.append("new: ").append(name).append('\n'));
    failures.forEach(failure -> text.append("FAILED: ").append(failure).append('\n'));
    return text.toString();
  }
}
