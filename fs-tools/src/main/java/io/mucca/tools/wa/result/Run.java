package io.mucca.tools.wa.result;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One run of one workload on one filesystem.
 *
 * <p>Three boundaries are never mixed: bytes the application wrote ({@link Application}), bytes
 * that the filesystem submitted to the device, and bytes that the kernel counted on the device
 * (both in {@link Moment}).
 *
 * @param workload its name, such as {@code overwrite-fsync}
 * @param parameters of the workload, in the order in which they are shown
 * @param seed of everything random in it
 * @param axes what a sweep varied, with the value here, such as {@code block-size} and {@code
 *     4096}; empty in a single run
 * @param repeat which of the repetitions, from 1 on
 * @param now when the workload had ended with its last fsync
 * @param settled after a checkpoint and all work that was put off
 * @param series the course of it, from the beginning on; the last is at the settled moment
 * @param extras what only this workload measures, such as {@code extents} or {@code
 *     sharedBytesExpected}, with the unit in the name
 */
public record Run(
    String workload,
    Map<String, String> parameters,
    long seed,
    Subject subject,
    Map<String, String> axes,
    int repeat,
    Instant started,
    Application application,
    Moment now,
    Moment settled,
    List<Latency> latencies,
    List<Sample> series,
    List<Event> events,
    Map<String, Double> extras,
    List<String> warnings) {
  public Run {
    latencies = List.copyOf(latencies);
    series = List.copyOf(series);
    events = List.copyOf(events);
    warnings = List.copyOf(warnings);
  }
}
