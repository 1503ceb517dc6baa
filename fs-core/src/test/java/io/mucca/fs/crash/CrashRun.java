package io.mucca.fs.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Goes through the named cases in all setups, and then through random mixes without end, on several
 * threads, until there were enough states or one was wrong.
 */
final class CrashRun {
  private static final int STEPS_OF_MIX = 150;

  private final long firstSeed;
  private final long wantedStates;
  private final int randomStates;
  private final AtomicLong nextRun = new AtomicLong();
  private final AtomicLong stateCount = new AtomicLong();
  private final AtomicBoolean isStopped = new AtomicBoolean();

  /**
   * Prepares a run.
   *
   * @param randomStates random losses and random tears each at every event
   */
  CrashRun(long firstSeed, long wantedStates, int randomStates) {
    this.firstSeed = firstSeed;
    this.wantedStates = wantedStates;
    this.randomStates = randomStates;
  }

  long stateCount() {
    return stateCount.get();
  }

  long runCount() {
    return nextRun.get();
  }

  static int namedRunCount() {
    return NamedCases.ALL.size() * CrashSetup.ALL.size();
  }

  /** Runs; throws the first {@link CrashViolation}. */
  void run(int threadCount) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(threadCount)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threadCount; i++) {
        workers.add(threads.submit(this::work));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CrashViolation violation) {
        throw violation;
      }
      throw e;
    }
  }

  private Boolean work() throws IOException {
    boolean succeeded = false;
    try {
      for (long run = nextRun.getAndIncrement(); goesOn(run); run = nextRun.getAndIncrement()) {
        runCase(run);
      }
      succeeded = true;
    } finally {
      if (!succeeded) {
        isStopped.set(true);
      }
    }
    return succeeded;
  }

  /** Every named case has its turn, also when there are enough states before. */
  private boolean goesOn(long run) {
    return !isStopped.get() && (run < namedRunCount() || stateCount.get() < wantedStates);
  }

  /** A seed alone says what a random mix does and where, so that it can begin a run of its own. */
  private void runCase(long run) throws IOException {
    int setupCount = CrashSetup.ALL.size();
    if (run < namedRunCount()) {
      CrashCase named = NamedCases.ALL.get((int) (run / setupCount));
      check(named, CrashSetup.ALL.get((int) (run % setupCount)), firstSeed);
    } else {
      long seed = firstSeed + run - namedRunCount();
      int setup = (int) Math.floorMod(seed, (long) setupCount);
      check(RandomCase.of(STEPS_OF_MIX), CrashSetup.ALL.get(setup), seed);
    }
  }

  private void check(CrashCase crashCase, CrashSetup setup, long seed) throws IOException {
    Recording recording = Workload.record(crashCase, setup, CrashFault.NONE, seed);
    stateCount.addAndGet(CrashMachine.run(recording, randomStates, isStopped::get));
  }
}
