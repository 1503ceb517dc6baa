package io.mucca.device;

/**
 * Why something is written. It belongs to the thread that writes, see {@link CauseScope}; where a
 * thread writes for several, as the one does that commits a record for all who wait, it writes
 * under its own. The order is part of the format.
 */
public enum WriteCause {
  /** A program asked for durability. */
  FSYNC,
  /** What was changed had been in memory only for as long as it may. */
  COMMIT_INTERVAL,
  /** Changes took more memory than they may. */
  MEMORY_PRESSURE,
  /** Free blocks were short, and a checkpoint makes more of them available. */
  SPACE_PRESSURE,
  /** The intent log had to be given room. */
  LOG_FULL,
  /** A rename or a truncation that must not become durable before what was written earlier. */
  ORDERING,
  /** A snapshot or clone was made, and what had been written before it. */
  SNAPSHOT,
  /** A root was destroyed, or the space of something removed was given back. */
  DELETE,
  /** Somebody asked for it: format, checkpoint, unmount, repair. */
  REQUEST,
  /** A log was replayed. */
  RECOVERY,
  /** It was found in the log after a crash, which does not say why it had been written. */
  BEFORE_CRASH
}
