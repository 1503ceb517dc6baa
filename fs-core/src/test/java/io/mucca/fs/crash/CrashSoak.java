package io.mucca.fs.crash;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;

/**
 * Checks a given number of states after crashes, on all cores, and ends with status 1 at the first
 * that must not be.
 */
public final class CrashSoak {
  private static final int RANDOM_STATES = 6;
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

  private final CrashRun run;
  private final long wantedStates;
  private final InstantSource clock = InstantSource.system();
  private final Instant start = clock.instant();

  private CrashSoak(CrashRun run, long wantedStates) {
    this.run = run;
    this.wantedStates = wantedStates;
  }

  /**
   * Runs the command.
   *
   * @param arguments the number of states, and the first seed or nothing for a random one
   */
  public static void main(String[] arguments) throws Exception {
    long states = Long.parseLong(arguments[0]);
    long seed =
        arguments.length > 1
            ? Long.parseLong(arguments[1])
            : new SplittableRandom().nextLong(1L << 48);
    System.out.printf("crash soak: %,d states, seeds from %d on%n", states, seed);
    boolean succeeded = new CrashSoak(new CrashRun(seed, states, RANDOM_STATES), states).run();
    System.exit(succeeded ? 0 : 1);
  }

  private boolean run() throws Exception {
    Thread progress = Thread.ofPlatform().daemon().name("progress").start(this::printProgress);
    try {
      run.run(Runtime.getRuntime().availableProcessors());
      print();
      System.out.println("crash soak: every state was as it must be");
      return true;
    } catch (CrashViolation e) {
      print();
      e.printStackTrace(System.out);
      return false;
    } finally {
      progress.interrupt();
    }
  }

  private void printProgress() {
    try {
      while (true) {
        Thread.sleep(PROGRESS_INTERVAL);
        print();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print() {
    long seconds = Math.max(1, Duration.between(start, clock.instant()).toSeconds());
    long states = run.stateCount();
    System.out.printf(
        "crash soak: %,d of %,d states, %,d workloads, %,d states/s%n",
        states, wantedStates, run.runCount(), states / seconds);
  }
}
