package io.mucca.block;

import java.io.IOException;

/**
 * Something read from the device is not what was written there; the message names the place,
 * expected and actual.
 */
public class CorruptBlockException extends IOException {
  private static final long serialVersionUID = 1L;

  public CorruptBlockException(String message) {
    super(message);
  }
}
