package io.mucca.fs;

import java.time.Instant;
import java.time.InstantSource;

/** A point in time to the nanosecond, mutable so that hot paths make none. Not thread-safe. */
final class Timestamp {
  long seconds;
  int nanos;

  Timestamp set(long newSeconds, int newNanos) {
    seconds = newSeconds;
    nanos = newNanos;
    return this;
  }

  Timestamp set(Timestamp other) {
    return set(other.seconds, other.nanos);
  }

  Timestamp setNow(InstantSource clock) {
    Instant now = clock.instant();
    return set(now.getEpochSecond(), now.getNano());
  }

  boolean equalsTime(Timestamp other) {
    return seconds == other.seconds && nanos == other.nanos;
  }

  boolean isAfter(Timestamp other) {
    return seconds != other.seconds ? seconds > other.seconds : nanos > other.nanos;
  }
}
