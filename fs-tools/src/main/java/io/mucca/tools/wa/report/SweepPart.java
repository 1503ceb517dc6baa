package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Breakdown;
import io.mucca.tools.wa.figure.Case;
import io.mucca.tools.wa.figure.Figure;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.figure.Unit;
import io.mucca.tools.wa.report.chart.HeatMap;
import io.mucca.tools.wa.report.chart.LinePlot;
import io.mucca.tools.wa.report.chart.StackedBars;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Block.Column;
import io.mucca.tools.wa.report.page.Block.Row;
import io.mucca.tools.wa.report.page.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A sweep: lines over one axis, maps over two, and all points as a table. */
final class SweepPart {
  private SweepPart() {}

  static List<Block> of(Study study, String prefix) {
    List<Block> blocks = new ArrayList<>();
    switch (study.axes().size()) {
      case 1 -> blocks.addAll(lines(study, prefix));
      case 2 -> blocks.addAll(maps(study, prefix));
      default ->
          blocks.add(
              new Block.Paragraph(
                  Block.Style.NOTE,
                  Phrase.words("With more than two axes there is no chart; all points follow.")));
    }
    blocks.add(table(study));
    return List.of(new Block.Section(3, prefix + "-sweep", Phrase.words("Sweep"), blocks));
  }

  private static List<Block> lines(Study study, String prefix) {
    String axis = study.axes().getFirst();
    List<String> values = study.values(axis);
    String operation = study.cases().getFirst().slowestOperation();
    List<LinePlot.Line> factors = new ArrayList<>();
    List<LinePlot.Line> latencies = new ArrayList<>();
    for (String label : study.labels()) {
      int color = latencies.size();
      boolean isOnly = study.labels().size() == 1;
      if (isOnly) {
        factors.add(
            line(study, label, "p0", "settled", values, points("/settled/writeAmplification")));
        factors.add(line(study, label, "p1", "now", values, points("/now/writeAmplification")));
      } else {
        factors.add(
            line(
                study,
                label,
                Words.style(color),
                "",
                values,
                points("/settled/writeAmplification")));
      }
      latencies.add(
          line(
              study,
              label,
              Words.style(color),
              "",
              values,
              each ->
                  point(
                      each.runs().stream()
                          .map(run -> new Case(List.of(run)).latency(operation, "p99Micros"))
                          .toList())));
    }
    List<Block> charts = new ArrayList<>();
    addLines(
        charts,
        prefix + "-amplification",
        "Write amplification",
        Unit.FACTOR,
        axis,
        values,
        factors);
    addLines(
        charts,
        prefix + "-latency",
        "Slowest hundredth of " + operation,
        Unit.MICROS,
        axis,
        values,
        latencies);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Group(charts));
    blocks.addAll(bars(study, prefix, axis, values));
    return blocks;
  }

  private static void addLines(
      List<Block> charts,
      String name,
      String title,
      Unit unit,
      String axis,
      List<String> values,
      List<LinePlot.Line> lines) {
    boolean isKnown =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .anyMatch(point -> point.median().isKnown());
    if (isKnown) {
      charts.add(
          new Block.Chart(
              name, Phrase.words(title), false, LinePlot.draw(title, unit, axis, values, lines)));
    }
  }

  private static LinePlot.Line line(
      Study study,
      String label,
      String style,
      String name,
      List<String> values,
      Function<Case, LinePlot.Point> function) {
    String axis = study.axes().getFirst();
    List<LinePlot.Point> points =
        values.stream()
            .map(
                value ->
                    find(study, label, Map.of(axis, value)).stream()
                        .map(function)
                        .findFirst()
                        .orElse(point(List.of())))
            .toList();
    return new LinePlot.Line(style, name.isEmpty() ? label : name, name.isEmpty(), points);
  }

  private static Function<Case, LinePlot.Point> points(String pointer) {
    return each -> point(each.figures(pointer));
  }

  private static LinePlot.Point point(List<Figure> figures) {
    return new LinePlot.Point(Figure.median(figures), Figure.min(figures), Figure.max(figures));
  }

  /** The cases of a filesystem at a point; more than one only if a file has a point twice. */
  private static List<Case> find(Study study, String label, Map<String, String> axes) {
    return study.cases().stream()
        .filter(each -> study.label(each).equals(label) && each.axes().equals(axes))
        .toList();
  }

  /** What the bytes at each value are for, of the first filesystem that can say. */
  private static List<Block> bars(Study study, String prefix, String axis, List<String> values) {
    for (String label : study.labels()) {
      List<StackedBars.Bar> bars = new ArrayList<>();
      for (String value : values) {
        for (Case each : find(study, label, Map.of(axis, value))) {
          Breakdown settled = Breakdown.of(each.typical(), "settled");
          if (!settled.isEmpty()) {
            bars.add(
                new StackedBars.Bar(
                    value, true, settled.total(), BreakdownPart.categoryParts(settled)));
          }
        }
      }
      if (!bars.isEmpty()) {
        Phrase title = Phrase.words("What for, by ").andGiven(axis).and(", on ").andGiven(label);
        return List.of(
            new Block.Chart(
                prefix + "-breakdown",
                title,
                true,
                StackedBars.draw("What for, by " + axis, bars)));
      }
    }
    return List.of();
  }

  private static List<Block> maps(Study study, String prefix) {
    List<Block> blocks = new ArrayList<>();
    int number = 0;
    for (String label : study.labels()) {
      String name = prefix + "-map" + (number == 0 ? "" : "-" + number);
      String suffix = study.labels().size() == 1 ? "" : label;
      String operation = study.cases().getFirst().slowestOperation();
      List<Block> charts = new ArrayList<>();
      addMap(
          charts,
          study,
          label,
          name,
          title("Write amplification, settled", suffix),
          Unit.FACTOR,
          each -> each.median("/settled/writeAmplification"));
      addMap(
          charts,
          study,
          label,
          name + "-latency",
          title("Slowest hundredth of " + operation, suffix),
          Unit.MICROS,
          each -> each.latency(operation, "p99Micros"));
      addMap(
          charts,
          study,
          label,
          name + "-risk",
          title("Most bytes at risk", suffix),
          Unit.SIZE,
          Case::mostBytesAtRisk);
      addMap(
          charts,
          study,
          label,
          name + "-operation",
          title("Device bytes per operation, settled", suffix),
          Unit.SIZE,
          each -> each.median("/settled/bytesPerOperation"));
      blocks.add(new Block.Group(charts));
      number++;
    }
    return blocks;
  }

  private static Phrase title(String title, String label) {
    return label.isEmpty() ? Phrase.words(title) : Phrase.words(title + ", on ").andGiven(label);
  }

  private static void addMap(
      List<Block> charts,
      Study study,
      String label,
      String name,
      Phrase title,
      Unit unit,
      Function<Case, Figure> function) {
    String acrossName = study.axes().get(0);
    String downName = study.axes().get(1);
    HeatMap.Axis across = new HeatMap.Axis(acrossName, study.values(acrossName));
    HeatMap.Axis down = new HeatMap.Axis(downName, study.values(downName));
    List<List<Figure>> cells = new ArrayList<>();
    for (String row : down.values()) {
      List<Figure> figures = new ArrayList<>();
      for (String column : across.values()) {
        Map<String, String> axes = Map.of(acrossName, column, downName, row);
        figures.add(
            find(study, label, axes).stream().map(function).findFirst().orElse(Figure.UNKNOWN));
      }
      cells.add(figures);
    }
    if (cells.stream().flatMap(List::stream).anyMatch(Figure::isKnown)) {
      charts.add(
          new Block.Chart(
              name, title, false, HeatMap.draw(title.toText(), unit, across, down, cells)));
    }
  }

  private static Block table(Study study) {
    String operation = study.cases().getFirst().slowestOperation();
    List<Column> columns = new ArrayList<>();
    study.axes().forEach(axis -> columns.add(new Column(Phrase.given(axis), false)));
    columns.add(Column.text("filesystem"));
    columns.add(Column.number("WA settled"));
    columns.add(Column.number("least"));
    columns.add(Column.number("most"));
    columns.add(Column.number("WA now"));
    columns.add(Column.number("bytes per operation"));
    columns.add(new Column(Phrase.words("slowest hundredth of ").andGiven(operation), true));
    columns.add(Column.number("most bytes at risk"));
    List<Row> rows = study.cases().stream().map(each -> row(study, each, operation)).toList();
    return new Block.Table("All points", columns, rows);
  }

  private static Row row(Study study, Case each, String operation) {
    List<Figure> factors = each.figures("/settled/writeAmplification");
    List<Phrase> cells = new ArrayList<>();
    study.axes().forEach(axis -> cells.add(Phrase.given(each.axes().getOrDefault(axis, ""))));
    cells.add(Phrase.given(study.label(each)));
    cells.add(Phrase.number(Figure.median(factors), Unit.FACTOR));
    cells.add(Phrase.number(Figure.min(factors), Unit.FACTOR));
    cells.add(Phrase.number(Figure.max(factors), Unit.FACTOR));
    cells.add(Phrase.number(each.median("/now/writeAmplification"), Unit.FACTOR));
    cells.add(Phrase.number(each.median("/settled/bytesPerOperation"), Unit.BYTES));
    cells.add(Phrase.number(each.latency(operation, "p99Micros"), Unit.MICROS));
    cells.add(Phrase.number(each.mostBytesAtRisk(), Unit.SIZE));
    return new Row(false, cells);
  }
}
