package io.mucca.tools.wa.run;

import io.mucca.tools.wa.engine.Engine;
import io.mucca.tools.wa.result.Event;
import io.mucca.tools.wa.result.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows the course of a run, in a thread of its own: samples now and then, and events. */
final class Sampler implements AutoCloseable {
  /** How many samples go by until the engine is asked whether there was a checkpoint. */
  private static final int SAMPLES_PER_LOOK = 5;

  private final Engine engine;
  private final Recorder recorder;
  private final long intervalMillis;
  private final long startNanos = System.nanoTime();
  private final long baseBytes;
  private final List<Sample> samples = new ArrayList<>(); // Guarded by this.
  private final List<Event> events = new ArrayList<>(); // Guarded by this.
  private final Thread thread = Thread.ofPlatform().name("sampler").daemon().unstarted(this::run);
  private long generation;

  /** Not an interruption, which would close the channels that counters are read from. */
  private final CountDownLatch stop = new CountDownLatch(1);

  private @Nullable IOException failure; // Guarded by this.

  /** Begins now. */
  Sampler(Engine engine, Recorder recorder, long intervalMillis) throws IOException {
    this.engine = engine;
    this.recorder = recorder;
    this.intervalMillis = intervalMillis;
    baseBytes = engine.deviceBytes();
    generation = engine.generation();
    thread.start();
  }

  private void run() {
    try {
      long taken = 0;
      do {
        sample(recorder.bytesAtRisk());
        if (taken++ % SAMPLES_PER_LOOK == 0) {
          lookForCheckpoint();
        }
      } while (!stop.await(intervalMillis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private synchronized void sample(long bytesAtRisk) throws IOException {
    samples.add(
        new Sample(
            micros(), recorder.writtenBytes(), engine.deviceBytes() - baseBytes, bytesAtRisk));
  }

  private void lookForCheckpoint() throws IOException {
    long newest = engine.generation();
    if (newest != generation) {
      generation = newest;
      event("checkpoint", "generation " + newest);
    }
  }

  synchronized void event(String kind, String what) {
    events.add(new Event(micros(), kind, what));
  }

  private long micros() {
    return (System.nanoTime() - startNanos) / 1000;
  }

  /** Takes the last sample, at the settled moment, and ends. */
  void finish() throws IOException {
    close();
    synchronized (this) {
      if (failure != null) {
        throw failure;
      }
    }
    sample(0);
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** Ends the thread, and returns when it has. */
  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
