package io.mucca.tools.control;

import io.mucca.tools.failure.Failure;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Waits for a process that has an image for a moment only, and gives up when the moment grows long.
 */
public final class Patience {
  private static final long RETRY_MILLIS = 20;

  private final long deadlineNanos;

  public Patience(Duration limit) {
    deadlineNanos = System.nanoTime() + limit.toNanos();
  }

  /** Sleeps for a little while; after the limit it fails instead, as busy. */
  public void pauseOrFail(Path image) throws Failure {
    if (System.nanoTime() - deadlineNanos >= 0) {
      throw Failure.busy(
          image
              + " is in use by another process that takes no requests from here; wait for it, or"
              + " end it ('fuser -v "
              + image
              + "' names it)");
    }
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted while waiting for the image");
    }
  }
}
