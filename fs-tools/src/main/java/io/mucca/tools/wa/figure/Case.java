package io.mucca.tools.wa.figure;

import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.result.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One workload on one filesystem at one point of a sweep: the repetitions of the same thing.
 *
 * @param runs at least one
 */
public record Case(List<SourcedRun> runs) {
  /** From here on a spread over repetitions, in percent of the mean, makes figures doubtful. */
  public static final double NOISE_PERCENT = 5;

  public Case {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a case has a run at least");
    }
  }

  public Run first() {
    return runs.getFirst().run();
  }

  public Subject subject() {
    return first().subject();
  }

  public Map<String, String> axes() {
    return first().axes();
  }

  public ResultDocument document() {
    return runs.getFirst().document();
  }

  /** A number of every run, in their order, unknown ones too. */
  public List<Figure> figures(String pointer) {
    return runs.stream().map(run -> run.figure(pointer)).toList();
  }

  public Figure median(String pointer) {
    return Figure.median(figures(pointer));
  }

  public Figure repeats() {
    return Figure.count(runs.stream().map(SourcedRun::place).toList());
  }

  public Figure mostBytesAtRisk() {
    return Figure.median(runs.stream().map(SourcedRun::mostBytesAtRisk).toList());
  }

  /** The spread of what settled, in percent of the mean; unknown for a single run. */
  public Figure noise() {
    return Figure.deviation(figures("/settled/bytesPerOperation"));
  }

  public boolean isNoisy() {
    return noise().value() > NOISE_PERCENT;
  }

  /**
   * The run that stands for all where figures must add up, which medians of each do not: the one in
   * the middle by what settled, the lower one of two.
   */
  public SourcedRun typical() {
    List<SourcedRun> sorted =
        runs.stream()
            .sorted(Comparator.comparingDouble(run -> run.run().settled().bytesPerOperation()))
            .toList();
    return sorted.get((sorted.size() - 1) / 2);
  }

  /** The median of a latency of one kind of operation; unknown where it was not measured. */
  public Figure latency(String operation, String member) {
    return Figure.median(runs.stream().map(run -> latency(run, operation, member)).toList());
  }

  private static Figure latency(SourcedRun run, String operation, String member) {
    for (int i = 0; i < run.run().latencies().size(); i++) {
      if (run.run().latencies().get(i).operation().equals(operation)) {
        return run.figure("/latencies/" + i + "/" + member);
      }
    }
    return Figure.UNKNOWN;
  }

  /**
   * The kind of operation that waits for the device: {@code fsync} where there is one, and else the
   * one whose worst are slowest; empty without latencies.
   */
  public String slowestOperation() {
    List<String> operations = operations();
    if (operations.contains("fsync")) {
      return "fsync";
    }
    return operations.stream()
        .max(Comparator.comparingDouble(operation -> latency(operation, "p99Micros").value()))
        .orElse("");
  }

  /** The kinds of operations whose latency was measured. */
  public List<String> operations() {
    return runs.stream()
        .flatMap(run -> run.run().latencies().stream())
        .map(latency -> latency.operation())
        .distinct()
        .toList();
  }
}
