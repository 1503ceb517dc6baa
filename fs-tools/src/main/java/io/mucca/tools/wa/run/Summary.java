package io.mucca.tools.wa.run;

import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.Table;
import io.mucca.tools.wa.result.Latency;
import io.mucca.tools.wa.result.Moment;
import io.mucca.tools.wa.result.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Results as a person reads them: one line for the repetitions of a run. */
public final class Summary {
  /** Repetitions that vary by more are not to be trusted. */
  public static final double MOST_DEVIATION = 0.05;

  /** Figures of a single round: too many to be read, so only the file has them. */
  private static final Pattern PART_OF_COURSE = Pattern.compile("Round\\d+$");

  private static final double MICROS_PER_MILLI = 1000;

  private Summary() {}

  /** Runs that differ in nothing but the repetition and its seed. */
  public static Collection<List<Run>> repetitions(List<Run> runs) {
    Map<Object, List<Run>> groups = new LinkedHashMap<>();
    for (Run run : runs) {
      groups
          .computeIfAbsent(
              List.of(run.workload(), run.parameters(), run.axes(), optionsOf(run)),
              _ -> new ArrayList<>())
          .add(run);
    }
    return groups.values();
  }

  private static Object optionsOf(Run run) {
    return List.of(run.subject().engine(), run.subject().filesystem(), run.subject().options());
  }

  /** A table, and what only single workloads measure below it. */
  public static String text(List<Run> runs) {
    List<String> axes =
        List.copyOf(
            new TreeSet<>(runs.stream().flatMap(run -> run.axes().keySet().stream()).toList()));
    List<String> headings = new ArrayList<>(List.of("WORKLOAD"));
    axes.forEach(axis -> headings.add(">" + axis.toUpperCase(Locale.ROOT)));
    headings.addAll(
        List.of(
            ">WRITTEN",
            ">DEVICE",
            ">WA NOW",
            ">SETTLED",
            ">BYTES/OP",
            ">RESIDUAL",
            "TOP CAUSE",
            "P99"));
    Table table = new Table(headings.toArray(String[]::new));
    StringBuilder extras = new StringBuilder();
    for (List<Run> group : repetitions(runs)) {
      table.row(cells(group, axes).toArray());
      appendExtras(extras, group, axes);
    }
    return table + extras.toString();
  }

  private static List<Object> cells(List<Run> group, List<String> axes) {
    Run first = group.getFirst();
    List<Object> cells = new ArrayList<>(List.of(first.workload()));
    axes.forEach(axis -> cells.add(first.axes().getOrDefault(axis, "-")));
    cells.add(ByteSize.format(first.application().writtenBytes()));
    cells.add(ByteSize.format(Math.round(median(group, Summary::deviceBytes))));
    cells.add(spread(group, run -> run.now().writeAmplification(), "%.3f"));
    cells.add(spread(group, run -> run.settled().writeAmplification(), "%.3f"));
    cells.add(spread(group, run -> run.settled().bytesPerOperation(), "%.0f"));
    cells.add(residual(group));
    cells.add(topCause(first.settled()));
    cells.add(slowest(first));
    return cells;
  }

  private static double deviceBytes(Run run) {
    return run.settled().bytesPerOperation() * (double) Math.max(1, run.application().operations());
  }

  private static double median(List<Run> group, Function<Run, Double> figure) {
    return Spread.of(group.stream().map(figure).toList()).median();
  }

  private static String spread(
      List<Run> group, Function<Run, @Nullable Double> figure, String format) {
    List<Double> values = group.stream().map(figure).filter(Objects::nonNull).toList();
    if (values.isEmpty()) {
      return "-";
    }
    Spread spread = Spread.of(values);
    String median = String.format(Locale.ROOT, format, spread.median());
    return values.size() == 1
        ? median
        : String.format(
            Locale.ROOT,
            "%s (" + format + "-" + format + ")",
            median,
            spread.least(),
            spread.most());
  }

  /** The largest of both moments and all repetitions. */
  private static String residual(List<Run> group) {
    Long largest = null;
    for (Run run : group) {
      for (Long residual : new Long[] {run.now().residualBytes(), run.settled().residualBytes()}) {
        if (residual != null && (largest == null || Math.abs(residual) > Math.abs(largest))) {
          largest = residual;
        }
      }
    }
    return largest == null ? "-" : Long.toString(largest);
  }

  private static String topCause(Moment moment) {
    Long submitted = moment.submittedBytes();
    return moment.breakdown().stream()
        .max(Comparator.comparingLong(Moment.Part::bytes))
        .filter(_ -> submitted != null && submitted > 0)
        .map(
            part ->
                String.format(
                    Locale.ROOT,
                    "%s/%s %.0f %%",
                    part.category(),
                    part.cause(),
                    100.0 * (double) part.bytes() / (double) Objects.requireNonNull(submitted)))
        .orElse("-");
  }

  /** fsync is what people wait for; without one, whatever took longest. */
  private static String slowest(Run run) {
    return run.latencies().stream()
        .max(
            Comparator.comparing((Latency latency) -> latency.operation().equals("fsync"))
                .thenComparingDouble(Latency::p99Micros))
        .map(
            latency ->
                String.format(
                    Locale.ROOT,
                    "%s %.2f ms",
                    latency.operation(),
                    latency.p99Micros() / MICROS_PER_MILLI))
        .orElse("-");
  }

  private static void appendExtras(StringBuilder text, List<Run> group, List<String> axes) {
    Run first = group.getFirst();
    if (!axes.isEmpty()) {
      return;
    }
    for (String name : first.extras().keySet()) {
      if (!PART_OF_COURSE.matcher(name).find()) {
        String value = spread(group, run -> run.extras().get(name), "%.6g");
        text.append("%s: %s %s\n".formatted(first.workload(), name, value));
      }
    }
  }

  /** What makes the figures doubtful: each run's own doubts once, and too large a spread. */
  public static List<String> warnings(List<Run> runs) {
    List<String> warnings = new ArrayList<>();
    for (List<Run> group : repetitions(runs)) {
      String workload = group.getFirst().workload();
      group.stream()
          .flatMap(run -> run.warnings().stream())
          .distinct()
          .forEach(warning -> warnings.add(workload + ": " + warning));
      double deviation =
          Spread.of(group.stream().map(run -> run.settled().bytesPerOperation()).toList())
              .relativeDeviation();
      if (deviation > MOST_DEVIATION) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "%s: bytes per operation vary by %.0f %% from repeat to repeat; use a quiet"
                    + " machine, or more operations",
                workload,
                100 * deviation));
      }
    }
    return warnings;
  }
}
