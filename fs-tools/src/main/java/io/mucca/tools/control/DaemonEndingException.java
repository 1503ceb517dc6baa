package io.mucca.tools.control;

import java.io.IOException;

/**
 * The daemon is about to end and did not do what it was asked; soon the image is free for somebody
 * else.
 */
public final class DaemonEndingException extends IOException {
  private static final long serialVersionUID = 1L;

  public DaemonEndingException(String message) {
    super(message);
  }
}
