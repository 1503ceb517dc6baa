package io.mucca.tools.wa.run;

import io.mucca.tools.wa.result.Application;
import io.mucca.tools.wa.result.Latency;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What an application does, as it would count it itself, from {@link #start} to {@link #stop}.
 * Thread-safe.
 */
final class Recorder {
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final double NANOS_PER_MICRO = 1000;

  private final LongAdder operations = new LongAdder();
  private final LongAdder writtenBytes = new LongAdder();
  private final LongAdder uniqueBytes = new LongAdder();
  private final LongAdder syncs = new LongAdder();
  private final LongAdder readBytes = new LongAdder();
  private final LongAdder bytesAtRisk = new LongAdder();
  private final Map<String, Histogram> latencies = new ConcurrentSkipListMap<>();
  private volatile boolean recording;
  private long startNanos;
  private long stopNanos;

  /** Something that is timed. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  /** The same without a result. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  void start() {
    startNanos = System.nanoTime();
    recording = true;
  }

  void stop() {
    recording = false;
    stopNanos = System.nanoTime();
  }

  /** Does something, and notes how long it took. */
  <T> T time(String operation, Call<T> call) throws IOException {
    if (!recording) {
      return call.run();
    }
    long start = System.nanoTime();
    T result = call.run();
    histogram(operation).recordValue(System.nanoTime() - start);
    return result;
  }

  /** The same without a result. */
  void run(String operation, Action action) throws IOException {
    time(
        operation,
        () -> {
          action.run();
          return true;
        });
  }

  private Histogram histogram(String operation) {
    return latencies.computeIfAbsent(operation, _ -> new ConcurrentHistogram(SIGNIFICANT_DIGITS));
  }

  void operation() {
    add(operations, 1);
  }

  void wrote(long bytes, long unique) {
    add(writtenBytes, bytes);
    add(uniqueBytes, unique);
  }

  void read(long bytes) {
    add(readBytes, bytes);
  }

  void synced() {
    add(syncs, 1);
  }

  /** More is at risk, or less. */
  void changeAtRisk(long bytes) {
    add(bytesAtRisk, bytes);
  }

  private void add(LongAdder figure, long value) {
    if (recording) {
      figure.add(value);
    }
  }

  boolean isRecording() {
    return recording;
  }

  long operations() {
    return operations.sum();
  }

  long writtenBytes() {
    return writtenBytes.sum();
  }

  long bytesAtRisk() {
    return bytesAtRisk.sum();
  }

  Application application() {
    return new Application(
        operations.sum(),
        writtenBytes.sum(),
        uniqueBytes.sum(),
        syncs.sum(),
        readBytes.sum(),
        (stopNanos - startNanos) / 1000);
  }

  List<Latency> latencies() {
    return latencies.entrySet().stream()
        .map(entry -> latency(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Latency latency(String operation, Histogram nanos) {
    return new Latency(
        operation,
        nanos.getTotalCount(),
        micros(nanos, 50),
        micros(nanos, 90),
        micros(nanos, 99),
        micros(nanos, 99.9),
        (double) nanos.getMaxValue() / NANOS_PER_MICRO);
  }

  private static double micros(Histogram nanos, double percentile) {
    return (double) nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
  }
}
