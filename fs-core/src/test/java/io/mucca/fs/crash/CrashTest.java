package io.mucca.fs.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Checks what is there after crashes; {@code -Dmucca.seed=N} begins with the random mix of a seed,
 * and {@code mvn -Pcrash-soak} goes on for longer.
 */
class CrashTest {
  private static final int WANTED_STATES = 20_000;
  private static final int RANDOM_STATES = 1;

  @Test
  void volumeAfterAnyCrashIsWhatWasPromisedAndWhatHadBeenDone() throws Exception {
    long seed = Long.getLong("mucca.seed", new SplittableRandom().nextLong(1L << 48));
    System.out.printf("crash test: seeds from %d on%n", seed);
    CrashRun run = new CrashRun(seed, WANTED_STATES, RANDOM_STATES);
    run.run(Runtime.getRuntime().availableProcessors());
    System.out.printf("crash test: %d states of %d runs%n", run.stateCount(), run.runCount());
    assertTrue(run.stateCount() >= WANTED_STATES, () -> run.stateCount() + " states");
  }
}
