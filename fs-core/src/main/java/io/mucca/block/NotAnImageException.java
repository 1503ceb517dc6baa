package io.mucca.block;

import java.io.IOException;

/** The device holds no mucca superblock. */
public final class NotAnImageException extends IOException {
  private static final long serialVersionUID = 1L;

  public NotAnImageException(String message) {
    super(message);
  }
}
