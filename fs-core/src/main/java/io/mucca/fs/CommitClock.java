package io.mucca.fs;

/**
 * Tells when what is in memory only has waited for a commit interval. Time in which there is
 * nothing of the kind does not count: a program that writes the same pages again and again for less
 * than an interval has them written once, whenever it begins. Not thread-safe.
 */
final class CommitClock {
  private final long intervalNanos;

  /** When there first was something that the device does not have, as far as anybody looked. */
  private long volatileSinceNanos;

  CommitClock(long intervalNanos, long nowNanos) {
    this.intervalNanos = intervalNanos;
    this.volatileSinceNanos = nowNanos;
  }

  /**
   * To be asked again and again: the more often, the less an interval can be too long.
   *
   * @param anythingVolatile whether there is anything that the device does not have
   */
  boolean isDue(long nowNanos, boolean anythingVolatile) {
    if (!anythingVolatile) {
      volatileSinceNanos = nowNanos;
      return false;
    }
    return nowNanos - volatileSinceNanos >= intervalNanos;
  }

  /** What was there when a commit began is durable now. */
  void committed(long nowNanos) {
    volatileSinceNanos = nowNanos;
  }
}
