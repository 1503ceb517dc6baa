package io.mucca.tools.wa.sweep;

import java.time.Duration;
import java.util.Locale;

/** How long it will take until all steps are done, if they take as long as those before. */
final class Eta {
  private final long startNanos = System.nanoTime();

  /** Such as {@code 0:01:30 left}; empty before the first is done. */
  String left(int done, int remaining) {
    return done == 0 ? "" : text(System.nanoTime() - startNanos, done, remaining);
  }

  static String text(long elapsedNanos, int done, int remaining) {
    Duration left = Duration.ofNanos(elapsedNanos / done * remaining);
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d left",
        left.toHours(),
        left.toMinutesPart(),
        left.toSecondsPart());
  }
}
