package io.mucca.fs;

/**
 * How much of the log behind a checkpoint is replayed, and what for.
 *
 * @param end records from this sector on are left out, as if they had never been written
 * @param isTrial only to find out whether it can be done: in memory, and with nothing passed over
 *     that a mount could excuse by later checkpoints which cannot be read
 */
record ReplayScope(long end, boolean isTrial) {
  /** The whole log, for good. */
  static final ReplayScope ALL = new ReplayScope(Long.MAX_VALUE, false);

  /** True of a record that is left out. */
  boolean excludes(long sequence) {
    return sequence >= end;
  }
}
