package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Breakdown;
import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.Comparator;
import java.util.List;

/** Says in a sentence what a workload costs, and what for. */
final class Verdict {
  /** Shares below this do not explain anything. */
  private static final double LEAST_PERCENT = 0.5;

  private static final int MOST_CATEGORIES = 4;

  private Verdict() {}

  /**
   * The filesystem that the others are compared with: mucca, with its defaults if they are there,
   * or else the first.
   */
  static Case reference(Study study) {
    return study.cases().stream()
        .filter(each -> each.subject().filesystem().startsWith("mucca"))
        .min(Comparator.comparingInt(each -> each.subject().filesystem().length()))
        .orElse(study.cases().getFirst());
  }

  /** What a study comes to, and how filesystems compare. */
  static Phrase of(Study study) {
    Phrase verdict = brief(study);
    return study.axes().isEmpty() && study.cases().size() > 1
        ? verdict.and(" ").and(ofComparison(study))
        : verdict;
  }

  /** What a study comes to on the filesystem that others are compared with. */
  static Phrase brief(Study study) {
    Case reference = reference(study);
    return study.axes().isEmpty()
        ? Phrase.given(study.label(reference)).and(": ").and(of(reference))
        : ofSweep(study);
  }

  /** What a filesystem wrote, and what for. */
  static Phrase of(Case of) {
    Phrase cost = cost(of);
    Breakdown breakdown = Breakdown.of(of.typical(), "settled");
    return breakdown.isEmpty()
        ? cost.and("; it cannot say what for.")
        : cost.and(": ").and(reasons(breakdown)).and(".");
  }

  private static Phrase cost(Case of) {
    boolean hasFactor = of.median("/settled/writeAmplification").isKnown();
    String member = hasFactor ? "writeAmplification" : "bytesPerOperation";
    Unit unit = hasFactor ? Unit.FACTOR : Unit.BYTES;
    String what = hasFactor ? "" : " per operation";
    return Phrase.number(of.median("/settled/" + member), unit)
        .and(what + " settled, ")
        .and(of.median("/now/" + member), unit)
        .and(" at the last fsync");
  }

  private static Phrase reasons(Breakdown breakdown) {
    List<Breakdown.Sum> biggest =
        breakdown.byCategory().stream()
            .filter(sum -> sum.bytes().percentOf(breakdown.total()).value() >= LEAST_PERCENT)
            .sorted(
                Comparator.comparingDouble((Breakdown.Sum sum) -> sum.bytes().value()).reversed())
            .limit(MOST_CATEGORIES)
            .toList();
    if (biggest.isEmpty()) {
      return Phrase.words("nothing was written");
    }
    Phrase reasons = Phrase.EMPTY;
    String separator = "";
    for (int i = 0; i < biggest.size(); i++) {
      Breakdown.Sum sum = biggest.get(i);
      reasons =
          reasons
              .and(separator)
              .and(sum.bytes().percentOf(breakdown.total()), Unit.PERCENT)
              .and(" ")
              .and(category(sum.name()));
      String cause = saidCause(breakdown, sum);
      boolean isSaidNext =
          !cause.isEmpty()
              && i + 1 < biggest.size()
              && cause.equals(saidCause(breakdown, biggest.get(i + 1)));
      separator = isSaidNext ? " and " : ", ";
      if (!cause.isEmpty() && !isSaidNext) {
        reasons = reasons.and(" ").and(reason(cause));
      }
    }
    return reasons;
  }

  /** Empty for data, which needs no cause, and where causes were not told apart. */
  private static String saidCause(Breakdown breakdown, Breakdown.Sum category) {
    String cause = breakdown.causeOf(category.name());
    return category.name().equals("data") || cause.equals(Words.ANY_CAUSE) ? "" : cause;
  }

  private static Phrase category(String category) {
    return Words.isCategory(category)
        ? Phrase.words(Words.categoryName(category))
        : Phrase.given(category);
  }

  private static Phrase reason(String cause) {
    return Words.isCause(cause)
        ? Phrase.words(Words.reason(cause))
        : Phrase.words("because of ").andGiven(cause);
  }

  private static Phrase ofComparison(Study study) {
    List<Case> sorted =
        study.cases().stream()
            .filter(each -> bytesPerOperation(each).isKnown())
            .sorted(Comparator.comparingDouble(each -> bytesPerOperation(each).value()))
            .toList();
    if (sorted.size() < 2) {
      return Phrase.EMPTY;
    }
    Figure least = bytesPerOperation(sorted.getFirst());
    Figure most = bytesPerOperation(sorted.getLast());
    return Phrase.words("Settled and per operation ")
        .andGiven(study.label(sorted.getFirst()))
        .and(" writes least (")
        .and(least, Unit.BYTES)
        .and("), ")
        .andGiven(study.label(sorted.getLast()))
        .and(" most (")
        .and(most, Unit.BYTES)
        .and(most.dividedBy(least).isKnown() ? ", " : "")
        .and(ofWhich(most.dividedBy(least)))
        .and(").");
  }

  private static Phrase ofWhich(Figure factor) {
    return factor.isKnown() ? Phrase.number(factor, Unit.FACTOR).and(" as much") : Phrase.EMPTY;
  }

  private static Figure bytesPerOperation(Case of) {
    return of.median("/settled/bytesPerOperation");
  }

  private static Phrase ofSweep(Study study) {
    List<Case> sorted =
        study.cases().stream()
            .filter(each -> factor(each).isKnown())
            .sorted(Comparator.comparingDouble(each -> factor(each).value()))
            .toList();
    if (sorted.isEmpty()) {
      return Phrase.words("Nothing was written at any point of the sweep.");
    }
    return Phrase.words("Settled, write amplification goes from ")
        .and(point(study, sorted.getFirst()))
        .and(" to ")
        .and(point(study, sorted.getLast()))
        .and(".");
  }

  private static Phrase point(Study study, Case of) {
    Phrase phrase = Phrase.number(factor(of), Unit.FACTOR).and(" (");
    phrase = phrase.and(Titles.settings(of.axes()));
    return study.labels().size() > 1
        ? phrase.and(" on ").andGiven(study.label(of)).and(")")
        : phrase.and(")");
  }

  private static Figure factor(Case of) {
    return of.median("/settled/writeAmplification");
  }
}
