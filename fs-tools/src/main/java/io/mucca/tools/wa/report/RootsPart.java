package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Breakdown;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.chart.StackedBars;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** For which roots bytes were written: the biggest ones, and the others together. */
final class RootsPart {
  /** One less than there are colours. */
  private static final int MOST_ROOTS = 8;

  private final Breakdown now;
  private final Breakdown settled;
  private final List<String> names;

  private RootsPart(Breakdown now, Breakdown settled) {
    this.now = now;
    this.settled = settled;
    names =
        settled.roots().stream()
            .sorted(
                Comparator.comparingDouble((Breakdown.Sum root) -> root.bytes().value()).reversed())
            .map(Breakdown.Sum::name)
            .distinct()
            .limit(MOST_ROOTS)
            .toList();
  }

  static List<Block> of(String name, Breakdown now, Breakdown settled) {
    if (settled.roots().isEmpty()) {
      return List.of();
    }
    RootsPart part = new RootsPart(now, settled);
    List<Block> blocks = new ArrayList<>();
    if (settled.roots().size() > 1) {
      blocks.add(part.chart(name));
    }
    blocks.add(part.table());
    return blocks;
  }

  private Block chart(String name) {
    List<StackedBars.Bar> bars = new ArrayList<>();
    if (!now.roots().isEmpty()) {
      bars.add(new StackedBars.Bar("now", false, now.total(), parts(now)));
    }
    bars.add(new StackedBars.Bar("settled", false, settled.total(), parts(settled)));
    return new Block.Chart(name, Phrase.words("By root"), true, StackedBars.draw("By root", bars));
  }

  private List<StackedBars.Part> parts(Breakdown breakdown) {
    List<StackedBars.Part> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Figure bytes = bytes(breakdown, names.get(i));
      if (bytes.isKnown()) {
        parts.add(new StackedBars.Part(Words.style(i), names.get(i), true, names.get(i), bytes));
      }
    }
    Figure others = others(breakdown);
    if (others.isKnown()) {
      String style = Words.style(MOST_ROOTS);
      parts.add(new StackedBars.Part(style, "others", false, "others", others));
    }
    return parts;
  }

  private static Figure bytes(Breakdown breakdown, String name) {
    return Figure.sum(
        breakdown.roots().stream()
            .filter(root -> root.name().equals(name))
            .map(Breakdown.Sum::bytes)
            .toList());
  }

  private Figure others(Breakdown breakdown) {
    return Figure.sum(
        breakdown.roots().stream()
            .filter(root -> !names.contains(root.name()))
            .map(Breakdown.Sum::bytes)
            .toList());
  }

  private Block table() {
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      rows.add(row(Phrase.given(name), bytes(now, name), bytes(settled, name)));
    }
    if (others(now).isKnown() || others(settled).isKnown()) {
      rows.add(row(Phrase.words("others"), others(now), others(settled)));
    }
    return new Block.Table(
        "",
        List.of(
            Column.text("bytes submitted for root"),
            Column.number("now"),
            Column.number("settled"),
            Column.number("share")),
        rows);
  }

  private Row row(Phrase name, Figure before, Figure after) {
    return Row.of(
        name,
        Phrase.number(before, Unit.COUNT),
        Phrase.number(after, Unit.COUNT),
        Phrase.number(after.percentOf(settled.total()), Unit.PERCENT));
  }
}
