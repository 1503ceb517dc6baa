package io.mucca.fs.crash;

import org.jspecify.annotations.Nullable;

/** A crash led to what must not be. */
final class CrashViolation extends AssertionError {
  private static final long serialVersionUID = 1;

  CrashViolation(String message) {
    super(message);
  }

  CrashViolation(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
