package io.mucca.tools.wa.run;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.Counters;
import io.mucca.tools.wa.engine.Engine;
import io.mucca.tools.wa.engine.FileTree;
import io.mucca.tools.wa.workload.Bench;
import io.mucca.tools.wa.workload.Content;
import io.mucca.tools.wa.workload.Parameters;
import io.mucca.tools.wa.workload.Usual;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The bench of one run. */
final class MeasuredBench implements Bench {
  /** Apart from each other by an odd number without a pattern, as SplittableRandom has it. */
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final int CONTENT_STREAMS = 1 << 20;

  private final Engine engine;
  private final Parameters parameters;
  private final long seed;
  private final Recorder recorder;
  private final RunListener listener;
  private final FileTree files;
  private final Duration pace;
  private final double compressibility;
  private final Map<String, Double> extras = Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
  private volatile @Nullable Sampler sampler;
  private volatile long expectedOperations;

  MeasuredBench(
      Engine engine, Parameters parameters, long seed, Recorder recorder, RunListener listener) {
    this.engine = engine;
    this.parameters = parameters;
    this.seed = seed;
    this.recorder = recorder;
    this.listener = listener;
    files = new RecordedFiles(engine.files(), recorder);
    pace = Duration.ofNanos(Math.round(parameters.number(Usual.PACE) * NANOS_PER_MILLI));
    compressibility = parameters.number(Usual.COMPRESSIBILITY);
  }

  /** From now on events are kept. */
  void follow(Sampler follower) {
    sampler = follower;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public FileTree files() {
    return files;
  }

  @Override
  public RandomGenerator random(int stream) {
    return new SplittableRandom(seed + (stream + 1) * GOLDEN_GAMMA);
  }

  @Override
  public Content content(int stream) {
    return new Content(random(CONTENT_STREAMS + stream), compressibility);
  }

  @Override
  public void expect(long operations) {
    expectedOperations = operations;
  }

  @Override
  public void operation() {
    recorder.operation();
    listener.operations(recorder.operations(), expectedOperations);
  }

  @Override
  public void pace() throws IOException {
    if (pace.isZero()) {
      return;
    }
    try {
      Thread.sleep(pace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted between two operations");
    }
  }

  @Override
  public void settle() throws IOException {
    event("settle", "within the workload");
    engine.settle();
  }

  @Override
  public Counters counters() throws IOException {
    return engine.counters();
  }

  @Override
  public long deviceBytes() throws IOException {
    return engine.deviceBytes();
  }

  @Override
  public void event(String kind, String what) {
    Sampler follower = sampler;
    if (follower != null) {
      follower.event(kind, what);
    }
  }

  @Override
  public void extra(String name, double value) {
    extras.put(name, value);
  }

  @Override
  public void warn(String warning) {
    warnings.add(warning);
  }

  Map<String, Double> extras() {
    return new LinkedHashMap<>(extras);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
