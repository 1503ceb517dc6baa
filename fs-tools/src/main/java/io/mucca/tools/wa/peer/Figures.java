package io.mucca.tools.wa.peer;

import io.mucca.tools.wa.result.Latency;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.Spread;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one filesystem made of one task: of each figure the median of all repetitions; NaN where
 * there is none.
 *
 * @param bytesNow that went to the device for each operation, up to the last fsync
 * @param bytesSettled the same, with what the filesystem had put off
 * @param ratioNow device bytes / application bytes
 * @param syncMicros the 99th percentile of fsync, of files or else of directories
 */
record Figures(
    String filesystem,
    double bytesNow,
    double bytesSettled,
    double ratioNow,
    double ratioSettled,
    double operationsPerSecond,
    double syncMicros) {
  private static final double MICROS_PER_SECOND = 1e6;

  static Figures of(String filesystem, List<Run> runs) {
    return new Figures(
        filesystem,
        median(runs, run -> run.now().bytesPerOperation()),
        median(runs, run -> run.settled().bytesPerOperation()),
        median(runs, run -> orNaN(run.now().writeAmplification())),
        median(runs, run -> orNaN(run.settled().writeAmplification())),
        median(runs, Figures::operationsPerSecond),
        median(runs, Figures::syncMicros));
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private static double operationsPerSecond(Run run) {
    return run.application().operations()
        * MICROS_PER_SECOND
        / Math.max(1, run.application().micros());
  }

  private static double syncMicros(Run run) {
    for (String operation : List.of("fsync", "fsync-directory")) {
      for (Latency latency : run.latencies()) {
        if (latency.operation().equals(operation)) {
          return latency.p99Micros();
        }
      }
    }
    return Double.NaN;
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
    return Spread.of(runs.stream().mapToDouble(figure).boxed().toList()).median();
  }
}
