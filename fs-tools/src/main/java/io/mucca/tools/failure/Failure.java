package io.mucca.tools.failure;

import java.io.IOException;
import java.util.Objects;

/**
 * A command cannot do what it was asked. The message is one line for a person: what is wrong with
 * what, then what to do about it.
 */
public final class Failure extends IOException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public Failure(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = Objects.requireNonNull(exitCode);
  }

  public Failure(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = Objects.requireNonNull(exitCode);
  }

  public static Failure failed(String message) {
    return new Failure(ExitCode.FAILED, message);
  }

  public static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message);
  }

  public static Failure notFound(String message) {
    return new Failure(ExitCode.NOT_FOUND, message);
  }

  public static Failure busy(String message) {
    return new Failure(ExitCode.BUSY, message);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** The message; unlike other exceptions this one always has one. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
