package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.chart.LinePlot;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What only this workload measures: a table, and lines where names end in numbers, such as {@code
 * sharedBytesMeasuredRound7}.
 */
final class ExtrasPart {
  private static final Pattern NUMBERED = Pattern.compile("(.{1,100}?)(?:Round)?(\\d{1,6})");

  /** With less points a line says no more than the table. */
  private static final int LEAST_POINTS = 3;

  private ExtrasPart() {}

  static List<Block> of(Study study, String prefix) {
    Set<String> names = new LinkedHashSet<>();
    study.cases().forEach(each -> names.addAll(each.first().extras().keySet()));
    if (names.isEmpty()) {
      return List.of();
    }
    List<Block> blocks = new ArrayList<>();
    if (study.axes().isEmpty()) {
      blocks.addAll(charts(study, prefix, names));
    }
    blocks.add(names.size() > study.cases().size() ? down(study, names) : across(study, names));
    return List.of(
        new Block.Section(
            3, prefix + "-extras", Phrase.words("What else this workload measures"), blocks));
  }

  /** A row for each case. */
  private static Block across(Study study, Set<String> names) {
    List<Column> columns = new ArrayList<>();
    study.axes().forEach(axis -> columns.add(new Column(Phrase.given(axis), false)));
    columns.add(Column.text("filesystem"));
    names.forEach(name -> columns.add(new Column(Phrase.given(name), true)));
    List<Row> rows = new ArrayList<>();
    for (Case each : study.cases()) {
      List<Phrase> cells = new ArrayList<>();
      study.axes().forEach(axis -> cells.add(Phrase.given(each.axes().getOrDefault(axis, ""))));
      cells.add(Phrase.given(study.label(each)));
      names.forEach(name -> cells.add(Phrase.number(median(each, name), unit(name))));
      rows.add(new Row(false, cells));
    }
    return new Block.Table("", columns, rows);
  }

  /** A row for each name, where there are many. */
  private static Block down(Study study, Set<String> names) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("figure"));
    for (Case each : study.cases()) {
      Phrase heading = Phrase.given(study.label(each));
      columns.add(
          new Column(
              each.axes().isEmpty() ? heading : heading.and(", ").and(Titles.settings(each.axes())),
              true));
    }
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      List<Phrase> cells = new ArrayList<>();
      cells.add(Phrase.given(name));
      study.cases().forEach(each -> cells.add(Phrase.number(median(each, name), unit(name))));
      rows.add(new Row(false, cells));
    }
    return new Block.Table("", columns, rows);
  }

  /** For each unit the figures of the reference that have numbers, over these. */
  private static List<Block> charts(Study study, String prefix, Collection<String> names) {
    Map<Unit, Map<String, NavigableMap<Integer, String>>> numbered = new LinkedHashMap<>();
    for (String name : names) {
      Matcher matcher = NUMBERED.matcher(name);
      if (matcher.matches()) {
        numbered
            .computeIfAbsent(unit(matcher.group(1)), _ -> new LinkedHashMap<>())
            .computeIfAbsent(matcher.group(1), _ -> new TreeMap<>())
            .put(Integer.valueOf(matcher.group(2)), name);
      }
    }
    List<Block> charts = new ArrayList<>();
    numbered.forEach(
        (unit, lines) -> {
          Set<Integer> numbers = new TreeSet<>();
          lines.values().forEach(line -> numbers.addAll(line.keySet()));
          if (numbers.size() >= LEAST_POINTS) {
            charts.add(chart(study, prefix + "-extras-" + charts.size(), unit, lines, numbers));
          }
        });
    return charts.isEmpty() ? List.of() : List.of(new Block.Group(charts));
  }

  private static Block chart(
      Study study,
      String name,
      Unit unit,
      Map<String, NavigableMap<Integer, String>> lines,
      Set<Integer> numbers) {
    Case reference = Verdict.reference(study);
    List<LinePlot.Line> drawn = new ArrayList<>();
    lines.forEach(
        (line, names) ->
            drawn.add(
                new LinePlot.Line(
                    Words.style(2 * drawn.size()),
                    line,
                    true,
                    numbers.stream()
                        .map(number -> point(reference, names.getOrDefault(number, "")))
                        .toList())));
    List<String> values = numbers.stream().map(String::valueOf).toList();
    Phrase title = Phrase.words("Round by round, on ").andGiven(study.label(reference));
    return new Block.Chart(
        name,
        title,
        false,
        LinePlot.draw(title.toText(), unit == Unit.BYTES ? Unit.SIZE : unit, "", values, drawn));
  }

  private static LinePlot.Point point(Case of, String name) {
    List<Figure> figures = of.runs().stream().map(run -> run.extra(name)).toList();
    return new LinePlot.Point(Figure.median(figures), Figure.min(figures), Figure.max(figures));
  }

  private static Figure median(Case each, String name) {
    return Figure.median(each.runs().stream().map(run -> run.extra(name)).toList());
  }

  /** The unit that a name has in it. */
  private static Unit unit(String name) {
    if (name.contains("MegabytesPerSecond")) {
      return Unit.RATE;
    }
    if (name.contains("Bytes")) {
      return Unit.BYTES;
    }
    if (name.contains("Micros")) {
      return Unit.MICROS;
    }
    if (name.contains("Percent")) {
      return Unit.PERCENT;
    }
    return name.contains("Amplification") ? Unit.FACTOR : Unit.COUNT;
  }
}
