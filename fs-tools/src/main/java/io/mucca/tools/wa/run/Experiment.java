package io.mucca.tools.wa.run;

import io.mucca.tools.wa.engine.Counters;
import io.mucca.tools.wa.engine.Engine;
import io.mucca.tools.wa.engine.EngineOpener;
import io.mucca.tools.wa.result.Application;
import io.mucca.tools.wa.result.Moment;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.workload.Parameters;
import io.mucca.tools.wa.workload.Usual;
import io.mucca.tools.wa.workload.Workload;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One workload with its parameters, to be run on fresh filesystems. What is measured is what went
 * to the device from the moment at which the prepared filesystem had settled: to the workload's
 * last fsync (now), and to when it has settled again.
 *
 * @param sampleMillis from one sample of the course to the next
 */
public record Experiment(Workload workload, Parameters parameters, long seed, long sampleMillis) {
  /** The kernel's clock of file times, in milliseconds, where it ticks slowest. */
  private static final double TICK_MILLIS = 4;

  /**
   * Runs it.
   *
   * @param axes what a sweep varies, with the values here
   * @param repeat which repetition this is, from 1 on
   */
  public Run run(EngineOpener opener, Map<String, String> axes, int repeat, RunListener listener)
      throws IOException {
    try (Engine engine = opener.open()) {
      return run(engine, axes, repeat, listener);
    }
  }

  private Run run(Engine engine, Map<String, String> axes, int repeat, RunListener listener)
      throws IOException {
    Recorder recorder = new Recorder();
    MeasuredBench bench = new MeasuredBench(engine, parameters, seed, recorder, listener);
    Meter meter = new Meter(engine);
    Workload.Work work = workload.prepare(bench);
    engine.settle();
    List<String> warnings = new ArrayList<>(engine.warnings());
    warnOfDoubts(warnings, meter, engine);
    Instant started = Instant.now();
    Counters base = meter.read(null);
    try (Sampler sampler = new Sampler(engine, recorder, sampleMillis)) {
      bench.follow(sampler);
      recorder.start();
      work.run();
      recorder.stop();
      Application application = recorder.application();
      Moment now = Moments.between(base, meter.read(base), application);
      sampler.event("settle", "after the workload");
      engine.settle();
      Moment settled = Moments.between(base, meter.read(base), application);
      sampler.finish();
      work.afterwards();
      warnings.addAll(bench.warnings());
      return new Run(
          workload.name(),
          parameters.asMap(),
          seed,
          engine.subject(),
          axes,
          repeat,
          started,
          application,
          now,
          settled,
          recorder.latencies(),
          sampler.samples(),
          sampler.events(),
          bench.extras(),
          warnings);
    }
  }

  private void warnOfDoubts(List<String> warnings, Meter meter, Engine engine) throws IOException {
    if (meter.isDisturbed()) {
      warnings.add("something else writes to " + engine.subject().device());
    }
    double pace = parameters.number(Usual.PACE);
    if (pace > 0 && pace < TICK_MILLIS) {
      warnings.add(
          "a pace of %s ms is below the kernel's tick of %s ms: some operations fall into one tick"
              .formatted(pace, TICK_MILLIS));
    }
  }
}
