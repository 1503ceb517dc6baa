package io.mucca.tools.wa.peer;

import java.io.IOException;

/** A program could not be run, or failed; the message has its exit code and what it printed. */
final class CommandException extends IOException {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message);
  }

  CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
