package io.mucca.fs.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Leaves out elements of a failing list as long as it still fails: first large chunks, then smaller
 * ones (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", without the
 * step of testing the chunks alone).
 */
final class Shrinker {
  private final InstantSource clock;
  private final Duration limit;

  /**
   * Makes a shrinker.
   *
   * @param limit after which it is content with what it has
   */
  Shrinker(InstantSource clock, Duration limit) {
    this.clock = clock;
    this.limit = limit;
  }

  <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
    Instant deadline = clock.instant().plus(limit);
    List<T> smallest = failing;
    for (int chunk = failing.size() / 2; chunk > 0; ) {
      int sizeBefore = smallest.size();
      smallest = withoutChunks(smallest, chunk, fails, deadline);
      boolean isAtEnd = chunk == 1 && smallest.size() == sizeBefore;
      if (isAtEnd || clock.instant().isAfter(deadline)) {
        break;
      }
      chunk = Math.max(1, Math.min(chunk / 2, smallest.size() / 2));
    }
    return smallest;
  }

  private <T> List<T> withoutChunks(
      List<T> list, int chunk, Predicate<List<T>> fails, Instant deadline) {
    List<T> smallest = list;
    // From the end, so that what a failure needs to be seen stays and what made it is found later.
    int end = smallest.size();
    while (end > 0 && !clock.instant().isAfter(deadline)) {
      int start = Math.max(0, end - chunk);
      List<T> candidate = new ArrayList<>(smallest.subList(0, start));
      candidate.addAll(smallest.subList(end, smallest.size()));
      if (fails.test(candidate)) {
        smallest = candidate;
      }
      end = start;
    }
    return smallest;
  }
}
