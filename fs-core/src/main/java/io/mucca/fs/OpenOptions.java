package io.mucca.fs;

/**
 * Bounds of an opened image; every byte figure is a ceiling, not a reservation.
 *
 * @param readOnly nothing is written to the device
 * @param nodeCacheBytes clean tree nodes kept in memory
 * @param dirtyTreeBytes changed tree nodes that force a checkpoint
 * @param dirtyDataBytes written file data not yet on the device, after which writers wait
 * @param commitIntervalMillis longest time that a change stays in memory only; 0 makes every change
 *     durable at once
 * @param generation the checkpoint to open, without what the log holds behind it; {@link #NEWEST}
 *     for the newest with its log. Another one can only be read
 */
public record OpenOptions(
    boolean readOnly,
    long nodeCacheBytes,
    long dirtyTreeBytes,
    long dirtyDataBytes,
    long commitIntervalMillis,
    long generation) {
  /** No certain checkpoint. */
  public static final long NEWEST = 0;

  public static final OpenOptions DEFAULT =
      new OpenOptions(false, 64L << 20, 32L << 20, 64L << 20, 5000);

  public OpenOptions {
    if (generation != NEWEST && !readOnly) {
      throw new IllegalArgumentException(
          "checkpoint " + generation + " can be opened read-only and no other way");
    }
  }

  /** The newest checkpoint. */
  public OpenOptions(
      boolean readOnly,
      long nodeCacheBytes,
      long dirtyTreeBytes,
      long dirtyDataBytes,
      long commitIntervalMillis) {
    this(readOnly, nodeCacheBytes, dirtyTreeBytes, dirtyDataBytes, commitIntervalMillis, NEWEST);
  }

  public OpenOptions asReadOnly() {
    return new OpenOptions(
        true, nodeCacheBytes, dirtyTreeBytes, dirtyDataBytes, commitIntervalMillis, generation);
  }

  /** A certain checkpoint, to be read only. */
  public OpenOptions atGeneration(long wanted) {
    return new OpenOptions(
        true, nodeCacheBytes, dirtyTreeBytes, dirtyDataBytes, commitIntervalMillis, wanted);
  }
}
