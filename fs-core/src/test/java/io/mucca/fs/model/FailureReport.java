package io.mucca.fs.model;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns a failed run into what a person needs: seed, operation, and a short list that fails too.
 */
final class FailureReport {
  private static final Duration SHRINK_LIMIT = Duration.ofSeconds(60);

  /** For a run of fewer operations than the one that failed. */
  private static final Duration RUN_LIMIT = Duration.ofSeconds(15);

  private FailureReport() {}

  /**
   * Shrinks and describes.
   *
   * @param media gives a fresh medium for each attempt
   */
  static AssertionError of(
      long seed, Scenario scenario, Scenario.Failure failure, Supplier<Medium> media) {
    Scenario shrunk = shrink(scenario, failure, media, SHRINK_LIMIT);
    Scenario.Failure again = run(shrunk, media);
    String shrunkFailure = again == null ? "it does not fail every time" : again.cause().toString();
    String message =
        "operation %d of %d with seed %d: %s%nReplay with -Dmucca.seed=%d%n%d operations do: %s%n%s"
            .formatted(
                failure.index(),
                scenario.operations().size(),
                seed,
                failure.cause(),
                seed,
                shrunk.operations().size(),
                shrunkFailure,
                shrunk.describe());
    return new AssertionError(message, again == null ? failure.cause() : again.cause());
  }

  static Scenario shrink(
      Scenario scenario, Scenario.Failure failure, Supplier<Medium> media, Duration limit) {
    int length = Math.min(failure.index() + 1, scenario.operations().size());
    List<Operation> failing = scenario.operations().subList(0, length);
    Shrinker shrinker = new Shrinker(InstantSource.system(), limit);
    Object kind = kind(scenario, failure);
    return scenario.with(
        shrinker.shrink(
            failing,
            list -> {
              Scenario candidate = scenario.with(list);
              Scenario.Failure again = run(candidate, media);
              return again != null && kind(candidate, again).equals(kind);
            }));
  }

  private static Scenario.@Nullable Failure run(Scenario scenario, Supplier<Medium> media) {
    try {
      return scenario.run(media.get(), RUN_LIMIT);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while shrinking", e);
    }
  }

  /** What kind of step failed, by which shrinking stays with one error where there are several. */
  private static Object kind(Scenario scenario, Scenario.Failure failure) {
    boolean isOperation = 0 <= failure.index() && failure.index() < scenario.operations().size();
    return isOperation ? scenario.operations().get(failure.index()).getClass() : "start or end";
  }
}
