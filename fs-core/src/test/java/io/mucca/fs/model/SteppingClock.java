package io.mucca.fs.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. */
public final class SteppingClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00.000000001Z");

  @Override
  public Instant instant() {
    return now;
  }

  public void advance(Duration step) {
    now = now.plus(step);
  }
}
