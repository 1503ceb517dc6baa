package io.mucca.tools.scrub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the scrub of an image has come.
 *
 * @param begun when it began, pauses included; null if there is none
 */
public record ScrubStatus(
    State state, long doneBytes, long totalBytes, long damagedBlocks, @Nullable Instant begun) {
  /** No scrub is running or paused. */
  public static final ScrubStatus NONE = new ScrubStatus(State.NONE, 0, 0, 0, null);

  /** What a scrub is doing. */
  public enum State {
    NONE,
    RUNNING,
    /** It was paused or interrupted, and can go on. */
    PAUSED
  }

  ScrubStatus as(State other) {
    return new ScrubStatus(other, doneBytes, totalBytes, damagedBlocks, begun);
  }
}
