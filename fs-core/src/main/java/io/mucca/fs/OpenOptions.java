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
 */
public record OpenOptions(
    boolean readOnly,
    long nodeCacheBytes,
    long dirtyTreeBytes,
    long dirtyDataBytes,
    long commitIntervalMillis) {
  public static final OpenOptions DEFAULT =
      new OpenOptions(false, 64L << 20, 32L << 20, 64L << 20, 5000);

  public OpenOptions asReadOnly() {
    return new OpenOptions(
        true, nodeCacheBytes, dirtyTreeBytes, dirtyDataBytes, commitIntervalMillis);
  }
}
