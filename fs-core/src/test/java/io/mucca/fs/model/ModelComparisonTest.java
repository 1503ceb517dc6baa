package io.mucca.fs.model;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.FormatOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tries the comparison with a second model in place of the real filesystem. */
class ModelComparisonTest {
  private static final int OPERATION_COUNT = 2000;
  private static final Duration RUN_LIMIT = Duration.ofMinutes(3);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void modelAgreesWithItself(long seed) throws InterruptedException {
    Scenario scenario = Scenario.random(seed, OPERATION_COUNT);
    Scenario.Failure failure = scenario.run(new ModelMedium(Fault.NONE), RUN_LIMIT);
    assertNull(failure, () -> failure + "\n" + scenario.describe());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void faultIsFoundAndShrunkToFewOperations(Fault fault) throws InterruptedException {
    Scenario scenario = Scenario.random(8, OPERATION_COUNT);
    Scenario.@Nullable Failure failure = scenario.run(new ModelMedium(fault), RUN_LIMIT);
    assertNotNull(failure);
    Scenario shrunk =
        FailureReport.shrink(
            scenario, failure, () -> new ModelMedium(fault), Duration.ofSeconds(20));
    assertTrue(shrunk.operations().size() <= 12, shrunk::describe);
  }

  @Test
  void modelAgreesWithItselfUnderManyThreads() throws Exception {
    ConcurrentRun.run(new ModelMedium(Fault.NONE), FormatOptions.DEFAULT, 1, 500);
  }

  @ParameterizedTest
  @EnumSource(names = {"TORN_WRITE", "SNAPSHOT_SHARES_VOLUME"})
  void faultIsFoundUnderManyThreads(Fault fault) {
    assertThrows(
        AssertionError.class,
        () -> ConcurrentRun.run(new ModelMedium(fault), FormatOptions.DEFAULT, 1, 500));
  }
}
