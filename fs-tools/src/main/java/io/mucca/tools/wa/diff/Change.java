package io.mucca.tools.wa.diff;

import io.mucca.tools.wa.figure.Breakdown;
import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.figure.Unit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A figure in the old and in the new results, both medians.
 *
 * @param figure what it is
 * @param isGuarded a rise may fail the comparison
 */
public record Change(
    String figure, Unit unit, Figure oldFigure, Figure newFigure, boolean isGuarded) {

  /** The figures of a case that are known before or after, in the order in which they are shown. */
  static List<Change> all(Case before, Case after) {
    List<Change> changes = new ArrayList<>();
    add(changes, "WA now", Unit.FACTOR, before, after, "/now/writeAmplification", false);
    add(changes, "WA settled", Unit.FACTOR, before, after, "/settled/writeAmplification", false);
    add(changes, "bytes/operation now", Unit.BYTES, before, after, "/now/bytesPerOperation", true);
    add(
        changes,
        "bytes/operation settled",
        Unit.BYTES,
        before,
        after,
        "/settled/bytesPerOperation",
        true);
    for (String category : categories(before, after)) {
      changes.add(
          new Change(
              "… of these " + category,
              Unit.BYTES,
              ofCategory(before, category),
              ofCategory(after, category),
              false));
    }
    return changes;
  }

  private static void add(
      List<Change> changes,
      String figure,
      Unit unit,
      Case before,
      Case after,
      String pointer,
      boolean isGuarded) {
    Figure old = before.median(pointer);
    Figure now = after.median(pointer);
    if (old.isKnown() || now.isKnown()) {
      changes.add(new Change(figure, unit, old, now, isGuarded));
    }
  }

  /** Those of either side; none if one of them cannot say. */
  private static Set<String> categories(Case before, Case after) {
    Set<String> old = categories(before);
    Set<String> now = categories(after);
    if (old.isEmpty() || now.isEmpty()) {
      return Set.of();
    }
    Set<String> ordered = new LinkedHashSet<>(Breakdown.CATEGORIES);
    ordered.addAll(old);
    ordered.addAll(now);
    ordered.removeIf(category -> !old.contains(category) && !now.contains(category));
    return ordered;
  }

  private static Set<String> categories(Case of) {
    Set<String> categories = new LinkedHashSet<>();
    for (SourcedRun run : of.runs()) {
      Breakdown.of(run, "settled").parts().forEach(part -> categories.add(part.category()));
    }
    return categories;
  }

  /** Settled bytes per operation; a run that lists none of a category wrote none of it. */
  private static Figure ofCategory(Case of, String category) {
    List<Figure> figures = new ArrayList<>();
    for (SourcedRun run : of.runs()) {
      Figure bytes =
          Breakdown.of(run, "settled").byCategory().stream()
              .filter(sum -> sum.name().equals(category))
              .map(Breakdown.Sum::bytes)
              .findFirst()
              .orElse(new Figure(0, "sum()"));
      figures.add(bytes.dividedBy(run.figure("/application/operations")));
    }
    return Figure.median(figures);
  }

  /** By how many percent the new figure is more; infinite if it was 0, NaN if one is not known. */
  public double percent() {
    double old = oldFigure.value();
    double now = newFigure.value();
    return old == now ? 0 : 100 * (now / old - 1);
  }

  /** The change for people. */
  String text() {
    double percent = percent();
    if (Double.isInfinite(percent)) {
      return "from nothing";
    }
    return Unit.CHANGE.format(percent);
  }
}
