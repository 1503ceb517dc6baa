package io.mucca.fs;

import java.io.IOException;
import java.util.Objects;

/** A filesystem call that failed for a reason which the caller can name. */
public final class FsException extends IOException {
  private static final long serialVersionUID = 1L;

  private final FsError error;

  public FsException(FsError error, String message) {
    super(message);
    this.error = Objects.requireNonNull(error);
  }

  public FsError error() {
    return error;
  }

  /** A name that is not there is no surprise: it happens too often to be worth a stack trace. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
