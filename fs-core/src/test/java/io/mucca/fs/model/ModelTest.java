package io.mucca.fs.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Holds the filesystem against its model over random histories.
 *
 * <p>{@code -Dmucca.seed=N} runs the one history of that seed; {@code -Dmucca.model.minutes=N} goes
 * on with fresh seeds for so long.
 */
class ModelTest {
  /** Enough runs for each pair of block and node size. */
  private static final int RUN_COUNT = 25;

  private static final int OPERATIONS_PER_RUN = 4000;

  /** Far more than a run takes, so that one that hangs is reported with its seed. */
  private static final Duration RUN_LIMIT = Duration.ofMinutes(3);

  private final InstantSource clock = InstantSource.system();

  @Test
  void imageDoesWhatItsModelDoes() throws InterruptedException {
    @Nullable Long givenSeed = Long.getLong("mucca.seed");
    if (givenSeed != null) {
      run(givenSeed);
      return;
    }
    long firstSeed = new SplittableRandom().nextLong(1L << 48);
    System.out.printf("model test: seeds from %d on%n", firstSeed);
    long minutes = Long.getLong("mucca.model.minutes", 0);
    Instant end = clock.instant().plus(Duration.ofMinutes(minutes));
    for (long run = 0; run < RUN_COUNT || clock.instant().isBefore(end); run++) {
      run(firstSeed + run);
    }
  }

  private static void run(long seed) throws InterruptedException {
    Scenario scenario = Scenario.random(seed, OPERATIONS_PER_RUN);
    Scenario.@Nullable Failure failure = scenario.run(TestDevices.newMedium(), RUN_LIMIT);
    if (failure != null) {
      throw FailureReport.of(seed, scenario, failure, TestDevices::newMedium);
    }
  }
}
