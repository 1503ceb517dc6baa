package io.mucca.block;

import java.io.IOException;

/** The image was made by a later version or uses a feature that this one does not know. */
public final class UnsupportedFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnsupportedFormatException(String message) {
    super(message);
  }
}
