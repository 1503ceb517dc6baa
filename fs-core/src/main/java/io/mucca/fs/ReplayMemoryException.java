package io.mucca.fs;

import java.io.IOException;

/**
 * What a log holds does not fit into memory, and may not be written to the device in between. The
 * log may well be sound.
 */
final class ReplayMemoryException extends IOException {
  private static final long serialVersionUID = 1L;

  ReplayMemoryException(String message) {
    super(message);
  }
}
