package io.mucca.fs;

import java.io.IOException;

/** A checkpoint that somebody was reading gave way to the use of the image. */
public final class CheckpointLostException extends IOException {
  private static final long serialVersionUID = 1L;

  public CheckpointLostException(long generation, String reason) {
    super("cancelled, because %s while checkpoint %d was being read".formatted(reason, generation));
  }
}
