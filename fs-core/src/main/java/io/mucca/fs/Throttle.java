package io.mucca.fs;

import java.util.concurrent.locks.LockSupport;

/** Holds reading down to a rate, evenly and without making up for lost time. Not thread-safe. */
final class Throttle {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long bytesPerSecond;
  private long dueNanos = System.nanoTime();

  /**
   * @param bytesPerSecond 0 for no bound
   */
  Throttle(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Waits until these bytes may be read. */
  void await(long bytes) {
    if (bytesPerSecond == 0) {
      return;
    }
    long now = System.nanoTime();
    while (dueNanos - now > 0) {
      LockSupport.parkNanos(this, dueNanos - now);
      now = System.nanoTime();
    }
    dueNanos = now + (long) (bytes * NANOS_PER_SECOND / bytesPerSecond);
  }
}
