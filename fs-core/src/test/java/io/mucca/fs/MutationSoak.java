package io.mucca.fs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Damages images at random and uses them, one after the other; what escapes is told with its seed.
 * Run it as {@code mvn -Pmutation-soak -pl fs-core test-compile exec:exec}, with {@code
 * -Dmutation.count=N} images from {@code -Dmutation.seed=N} on.
 */
public final class MutationSoak {
  private static final int MAX_FAILURES = 20;
  private static final int WAIT_FACTOR = 12;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final MutationBase base;
  private final long limitNanos;
  private final Map<MutationRun.Outcome, Integer> outcomes =
      new EnumMap<>(MutationRun.Outcome.class);
  private int failures;

  /** The thread under watch, null while nothing runs. */
  private final AtomicReference<@Nullable Thread> running = new AtomicReference<>();

  private final AtomicLong startNanos = new AtomicLong();
  private final AtomicLong startCpuNanos = new AtomicLong();
  private volatile String current = "";

  MutationSoak(long limitMillis) throws IOException {
    base = new MutationBase();
    limitNanos = limitMillis * 1_000_000;
  }

  public static void main(String[] arguments) throws IOException {
    long count = Long.getLong("mutation.count", 100_000);
    long seed = Long.getLong("mutation.seed", System.nanoTime());
    MutationSoak soak = new MutationSoak(Long.getLong("mutation.limitMillis", 5000));
    System.out.printf("mutation soak: %d images, seeds from %d on%n", count, seed);
    soak.watch();
    long start = System.nanoTime();
    for (long i = 0; i < count && soak.failures < MAX_FAILURES; i++) {
      soak.runAndTell(seed + i);
      if ((i + 1) % 10_000 == 0) {
        System.out.printf("%d images: %s%n", i + 1, soak.outcomes);
      }
    }
    System.out.printf(
        "done in %d s: %s, failures: %d%n",
        (System.nanoTime() - start) / 1_000_000_000, soak.outcomes, soak.failures);
    System.exit(soak.failures == 0 ? 0 : 1);
  }

  private void runAndTell(long seed) {
    try {
      run(seed);
    } catch (MutationFailure e) {
      failures++;
      e.printStackTrace(System.out);
    }
  }

  /** Something else than an {@link IOException} came of a damaged image. */
  static final class MutationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    MutationFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** One image; throws if it does anything but what it may. */
  MutationRun.Outcome run(long seed) {
    MutationRun run = new MutationRun(base, seed);
    current = "seed " + seed;
    startNanos.set(System.nanoTime());
    startCpuNanos.set(THREADS.getCurrentThreadCpuTime());
    running.set(Thread.currentThread());
    AtomicReference<@Nullable Throwable> escaped = new AtomicReference<>();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> escaped.set(e));
    try {
      MutationRun.Outcome outcome = run.run();
      outcomes.merge(outcome, 1, Integer::sum);
      if (escaped.get() != null) {
        throw new AssertionError("in the background", escaped.get());
      }
      return outcome;
    } catch (Throwable e) {
      throw new MutationFailure("seed " + seed + ": " + run.story(), e);
    } finally {
      running.set(null);
    }
  }

  /** Ends the process with the stack of a run that does not end. */
  void watch() {
    Thread watchdog = new Thread(this::watchForever, "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  /**
   * Processor time counts, so that other work on the machine does not; waiting has a limit, too.
   */
  private boolean isOverdue(Thread thread) {
    long cpuNanos = THREADS.getThreadCpuTime(thread.threadId()) - startCpuNanos.get();
    return cpuNanos > limitNanos || System.nanoTime() - startNanos.get() > WAIT_FACTOR * limitNanos;
  }

  private void watchForever() {
    while (true) {
      Thread thread = running.get();
      if (thread != null && isOverdue(thread)) {
        System.out.println(current + " hangs:");
        Thread.getAllStackTraces()
            .forEach(
                (each, stack) -> {
                  System.out.println(each.getName());
                  for (StackTraceElement element : stack) {
                    System.out.println("    " + element);
                  }
                });
        Runtime.getRuntime().halt(2);
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
