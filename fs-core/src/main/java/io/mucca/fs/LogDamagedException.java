package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import java.io.IOException;

/**
 * A record of the intent log is whole, and yet cannot be applied to the checkpoint that it follows.
 * No mount passes over it; {@link ImageRepair} can give it up, with all that follows.
 */
public final class LogDamagedException extends CorruptBlockException {
  private static final long serialVersionUID = 1L;

  private final long sequence;

  LogDamagedException(String deviceName, long sequence, long generation, IOException cause) {
    super(
        "%s: record %d of the intent log cannot be applied to checkpoint %d: %s; 'mucca check --repair' gives up that record and what follows, and keeps what was before; 'mucca mount --generation %d' reads the checkpoint"
            .formatted(deviceName, sequence, generation, cause.getMessage(), generation));
    this.sequence = sequence;
    initCause(cause);
  }

  /** Number of the record's first sector, by which records are known. */
  public long sequence() {
    return sequence;
  }

  /** What is wrong with the record. */
  String reason() {
    Throwable cause = getCause();
    return String.valueOf(cause == null ? getMessage() : cause.getMessage());
  }
}
