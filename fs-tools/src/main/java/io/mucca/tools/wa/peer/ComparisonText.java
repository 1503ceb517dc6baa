package io.mucca.tools.wa.peer;

import io.mucca.tools.text.Table;
import io.mucca.tools.wa.result.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A comparison for people: a table for each task, and who writes the least. */
final class ComparisonText {
  private static final String NONE = "-";
  private static final double MICROS_PER_MILLI = 1000;

  /** Two figures that are closer than this are the same. */
  private static final double SAME = 0.005;

  private final Map<String, List<Figures>> byTask = new LinkedHashMap<>();

  ComparisonText(List<Comparison.Result> results) {
    Map<String, Map<String, List<Run>>> runs = new LinkedHashMap<>();
    for (Comparison.Result result : results) {
      runs.computeIfAbsent(result.task(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(result.run().subject().filesystem(), _ -> new ArrayList<>())
          .add(result.run());
    }
    runs.forEach(
        (task, ofTask) -> {
          List<Figures> figures = new ArrayList<>();
          ofTask.forEach((filesystem, each) -> figures.add(Figures.of(filesystem, each)));
          byTask.put(task, figures);
        });
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    byTask.forEach(
        (task, figures) -> text.append(task).append('\n').append(table(figures)).append('\n'));
    return text.append(verdict()).append('\n').toString();
  }

  private static Table table(List<Figures> figures) {
    Table table =
        new Table(
            "FILESYSTEM",
            ">BYTES/OP NOW",
            ">SETTLED",
            ">x MUCCA",
            ">WA NOW",
            ">SETTLED",
            ">OPS/S",
            ">P99 FSYNC");
    Optional<Figures> mucca = muccaOf(figures);
    for (Figures each : figures) {
      table.row(
          each.filesystem(),
          whole(each.bytesNow()),
          whole(each.bytesSettled()),
          mucca.map(own -> ratio(each.bytesSettled() / own.bytesSettled())).orElse(NONE),
          ratio(each.ratioNow()),
          ratio(each.ratioSettled()),
          whole(each.operationsPerSecond()),
          Double.isNaN(each.syncMicros())
              ? NONE
              : String.format(Locale.ROOT, "%.2f ms", each.syncMicros() / MICROS_PER_MILLI));
    }
    return table;
  }

  private static Optional<Figures> muccaOf(List<Figures> figures) {
    return figures.stream().filter(each -> each.filesystem().equals(MuccaPeer.NAME)).findFirst();
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : NONE;
  }

  /** Who writes less than mucca, where; its own variants do not count. */
  private String verdict() {
    List<String> lost = new ArrayList<>();
    int measured = 0;
    for (Map.Entry<String, List<Figures>> entry : byTask.entrySet()) {
      Optional<Figures> mucca = muccaOf(entry.getValue());
      Optional<Figures> best =
          entry.getValue().stream()
              .filter(each -> !MuccaPeer.isMeant(each.filesystem()))
              .min(Comparator.comparingDouble(Figures::bytesSettled));
      if (mucca.isPresent() && best.isPresent()) {
        measured++;
        double ratio = best.get().bytesSettled() / mucca.get().bytesSettled();
        if (ratio < 1 - SAME) {
          lost.add("%s (%s x %s)".formatted(entry.getKey(), best.get().filesystem(), ratio(ratio)));
        }
      }
    }
    return describe(measured, lost);
  }

  private static String describe(int measured, List<String> lost) {
    if (measured == 0) {
      return "Nothing was measured on mucca and another filesystem.";
    }
    String text =
        "Settled, no other filesystem writes less than mucca in %d of %d workloads"
            .formatted(measured - lost.size(), measured);
    return lost.isEmpty()
        ? text + "."
        : text + "; less is written in " + String.join(", ", lost) + ".";
  }
}
