package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * When copy-on-write wins and when it loses, as far as the results can tell: for every kind of load
 * the best filesystem of both kinds is compared. Where runs are missing, it says which command
 * makes them.
 */
final class CopyOnWriteSection {
  /** Closer than this, in percent, neither of two wins. */
  private static final double DRAW_PERCENT = 5;

  private static final List<String> COPYING = List.of("mucca", "btrfs", "zfs", "bcachefs");
  private static final List<String> IN_PLACE = List.of("ext2", "ext3", "ext4", "xfs", "jfs");

  private CopyOnWriteSection() {}

  static Block of(List<Study> studies, Titles titles) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Paragraph(Block.Style.NOTE, rules()));
    for (Scenario scenario : Scenario.values()) {
      List<Study> matching =
          studies.stream()
              .filter(study -> study.axes().isEmpty() && scenario.matches(study))
              .toList();
      blocks.add(
          new Block.Section(
              3,
              "cow-" + scenario.ordinal(),
              Phrase.words(scenario.title()),
              blocks(scenario, matching, titles)));
    }
    return new Block.Section(
        2, "copy-on-write", Phrase.words("When copy-on-write wins and loses"), blocks);
  }

  private static Phrase rules() {
    return Phrase.words("Copying are ")
        .andFixed(String.join(", ", COPYING))
        .and(" and whatever is called a reflink; in place write ")
        .andFixed(String.join(", ", IN_PLACE))
        .and(
            ". The best of each are compared by settled bytes per operation, and where more is"
                + " read than written by bytes read per second; within ")
        .andFixed("%.0f %%".formatted(DRAW_PERCENT))
        .and(" it is a draw.");
  }

  private static List<Block> blocks(Scenario scenario, List<Study> matching, Titles titles) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Paragraph(Block.Style.PLAIN, Phrase.words(scenario.reason())));
    boolean isDecided = false;
    for (Study study : matching) {
      Optional<Phrase> outcome = outcome(scenario, study, titles);
      outcome.ifPresent(phrase -> blocks.add(new Block.Paragraph(Block.Style.VERDICT, phrase)));
      isDecided |= outcome.isPresent();
    }
    if (!matching.isEmpty()) {
      blocks.add(table(matching, titles));
    }
    if (!isDecided) {
      blocks.add(new Block.Paragraph(Block.Style.NOTE, missing(scenario, matching)));
    }
    return blocks;
  }

  private static Phrase missing(Scenario scenario, List<Study> matching) {
    return matching.isEmpty()
        ? Phrase.words("No run of this kind is in these results; ")
            .andFixed(scenario.command())
            .and(" makes one.")
        : Phrase.words("The results have only one side of this comparison; ")
            .andFixed(scenario.command())
            .and(" makes both.");
  }

  /** Who wins; empty unless both kinds of filesystems were measured. */
  private static Optional<Phrase> outcome(Scenario scenario, Study study, Titles titles) {
    boolean isReading = scenario == Scenario.READ_HEAVY;
    Function<Case, Figure> cost =
        isReading ? Rates::readBytes : each -> each.median("/settled/bytesPerOperation");
    Optional<Case> copying = best(study, COPYING, cost, isReading);
    Optional<Case> inPlace = best(study, IN_PLACE, cost, isReading);
    if (copying.isEmpty() || inPlace.isEmpty()) {
      return Optional.empty();
    }
    Figure ours = cost.apply(copying.get());
    Figure theirs = cost.apply(inPlace.get());
    Figure relative = ours.dividedBy(theirs);
    Unit unit = isReading ? Unit.RATE : Unit.BYTES;
    return Optional.of(
        titles
            .of(study)
            .and(": copy-on-write " + word(relative, isReading) + ". ")
            .andGiven(study.label(copying.get()))
            .and(isReading ? " reads " : " writes ")
            .and(ours, unit)
            .and(isReading ? ", " : " per operation, ")
            .andGiven(study.label(inPlace.get()))
            .and(", the best in place, ")
            .and(theirs, unit)
            .and(": ")
            .and(relative, Unit.FACTOR)
            .and(" as much."));
  }

  private static String word(Figure relative, boolean isMoreBetter) {
    if (!relative.isKnown() || Math.abs(relative.value() - 1) * 100 <= DRAW_PERCENT) {
      return "neither wins nor loses";
    }
    return relative.value() > 1 == isMoreBetter ? "wins" : "loses";
  }

  private static Optional<Case> best(
      Study study, List<String> kinds, Function<Case, Figure> cost, boolean isMoreBetter) {
    Comparator<Case> byCost = Comparator.comparingDouble(each -> cost.apply(each).value());
    return study.cases().stream()
        .filter(each -> kinds.equals(kind(each)) && cost.apply(each).isKnown())
        .min(isMoreBetter ? byCost.reversed() : byCost);
  }

  /** The list that a filesystem belongs to; empty if to none. */
  private static List<String> kind(Case each) {
    String filesystem = each.subject().filesystem();
    if (filesystem.contains("reflink") || COPYING.stream().anyMatch(filesystem::startsWith)) {
      return COPYING;
    }
    return IN_PLACE.stream().anyMatch(filesystem::startsWith) ? IN_PLACE : List.of();
  }

  private static String kindName(Case each) {
    List<String> kind = kind(each);
    return kind.isEmpty() ? "–" : kind.equals(COPYING) ? "copies" : "in place";
  }

  private static Block table(List<Study> matching, Titles titles) {
    List<Row> rows = new ArrayList<>();
    for (Study study : matching) {
      Phrase title = titles.of(study);
      for (Case each : study.cases()) {
        rows.add(row(title, study, each));
        title = Phrase.EMPTY;
      }
    }
    return new Block.Table(
        "",
        List.of(
            Column.text("workload"),
            Column.text("filesystem"),
            Column.text("kind"),
            Column.number("WA settled"),
            Column.number("device bytes per operation"),
            Column.number("operations per second"),
            Column.number("read"),
            Column.number("device reads per byte read")),
        rows);
  }

  private static Row row(Phrase title, Study study, Case each) {
    return Row.of(
        title,
        Phrase.given(study.label(each)),
        Phrase.words(kindName(each)),
        Phrase.number(each.median("/settled/writeAmplification"), Unit.FACTOR),
        Phrase.number(each.median("/settled/bytesPerOperation"), Unit.BYTES),
        Phrase.number(Rates.operations(each), Unit.COUNT),
        Phrase.number(Rates.readBytes(each), Unit.RATE),
        Phrase.number(
            each.median("/now/readBytes").dividedBy(each.median("/application/readBytes")),
            Unit.FACTOR));
  }
}
