package io.mucca.tools.wa.run;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.Counters;
import io.mucca.tools.wa.engine.Counters.Kernel;
import io.mucca.tools.wa.engine.Counters.Submitted;
import io.mucca.tools.wa.engine.Engine;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an engine's counters so that both sides are of the same moment: a write that is on its way
 * is submitted already and not counted yet.
 */
final class Meter {
  private static final int ATTEMPTS = 50;
  private static final long PAUSE_MILLIS = 10;
  private static final long QUIET_MILLIS = 250;

  private final Engine engine;

  Meter(Engine engine) {
    this.engine = engine;
  }

  /**
   * The counters at a moment at which nothing is on its way, or where that does not come, at the
   * last one tried.
   *
   * @param base since when counted and submitted should have become more by the same; null if these
   *     counters are to be the base
   */
  Counters read(@Nullable Counters base) throws IOException {
    Counters before = engine.counters();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Counters now = engine.counters();
      Long residual = base == null ? null : Moments.residual(base, now);
      boolean agrees = residual == null || residual == 0;
      if (agrees && written(before).equals(written(now))) {
        return now;
      }
      pause(PAUSE_MILLIS);
      before = now;
    }
    return before;
  }

  /** Whether something else writes to the device while nobody here does. */
  boolean isDisturbed() throws IOException {
    Counters before = engine.counters();
    if (before.kernel() == null) {
      return false;
    }
    pause(QUIET_MILLIS);
    return !written(before).equals(written(engine.counters()));
  }

  private record Written(long counted, long submitted) {}

  private static Written written(Counters counters) {
    Kernel kernel = counters.kernel();
    Submitted submitted = counters.submitted();
    return new Written(
        kernel == null ? 0 : kernel.writtenBytes(), submitted == null ? 0 : submitted.bytes());
  }

  private static void pause(long millis) throws Failure {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted while reading the device's counters");
    }
  }
}
