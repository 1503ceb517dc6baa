package io.mucca.fs;

import java.util.List;

/**
 * What a scrub found.
 *
 * @param checkpoint what was read
 * @param end how it ended
 * @param endReason in words, for people
 * @param verifiedBytes bytes in blocks that are sound, with those verified before a pause
 * @param totalBytes bytes in blocks that are in use
 * @param damaged at most {@link #MAX_LISTED}
 * @param damagedCount how many there are
 */
public record ScrubReport(
    CheckpointInfo checkpoint,
    End end,
    String endReason,
    long verifiedBytes,
    long totalBytes,
    List<DamagedBlock> damaged,
    long damagedCount) {
  /** How many damaged blocks are listed; all are counted. */
  public static final int MAX_LISTED = 1000;

  public ScrubReport {
    damaged = List.copyOf(damaged);
  }

  /** How a scrub ended. */
  public enum End {
    /** Everything was read. */
    COMPLETE,
    /** Somebody wanted it to. */
    PAUSED,
    /** The checkpoint gave way to the use of the image. */
    INTERRUPTED
  }
}
