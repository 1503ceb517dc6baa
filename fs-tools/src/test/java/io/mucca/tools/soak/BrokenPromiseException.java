package io.mucca.tools.soak;

/** The filesystem has not kept what it had promised. */
final class BrokenPromiseException extends Exception {
  private static final long serialVersionUID = 1;

  BrokenPromiseException(String message) {
    super(message);
  }
}
