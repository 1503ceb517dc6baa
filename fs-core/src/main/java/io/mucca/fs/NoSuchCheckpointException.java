package io.mucca.fs;

import java.io.IOException;

/** An image does not have the checkpoint that was asked for, or no longer. */
public final class NoSuchCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  public NoSuchCheckpointException(String message) {
    super(message);
  }
}
