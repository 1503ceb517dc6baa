package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Damaged images end in errors and nothing else; see {@link MutationSoak}, which goes on for
 * longer. {@code -Dmucca.seed=N} begins with that seed.
 */
class MutationTest {
  private static final int IMAGES = 2000;

  /** Far above what any image takes, so that one that hangs is told with its seed. */
  private static final long LIMIT_MILLIS = 30_000;

  @Test
  void damagedImageEndsInErrorsOnly() throws IOException {
    long seed = Long.getLong("mucca.seed", new SplittableRandom().nextLong(1L << 48));
    System.out.printf("mutated images: seeds from %d on%n", seed);
    MutationSoak soak = new MutationSoak(LIMIT_MILLIS);
    soak.watch();
    Set<MutationRun.Outcome> outcomes = EnumSet.noneOf(MutationRun.Outcome.class);
    for (int i = 0; i < IMAGES; i++) {
      outcomes.add(soak.run(seed + i));
    }
    assertTrue(
        outcomes.containsAll(
            EnumSet.of(
                MutationRun.Outcome.NOT_OPENED,
                MutationRun.Outcome.DAMAGED,
                MutationRun.Outcome.CLEAN)),
        outcomes::toString);
  }
}
