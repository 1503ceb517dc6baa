package io.mucca.tools.failure;

/** What {@code mucca} tells the shell. The numbers are part of the interface and never change. */
public enum ExitCode {
  OK(0),
  FAILED(1),
  USAGE(2),
  /** There is no such image, volume, snapshot or mount. */
  NOT_FOUND(10),
  /** Somebody uses what the command would change. */
  BUSY(11),
  /** The image holds something that cannot be what was written there; after a repair, still. */
  DAMAGED(12);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  public int value() {
    return value;
  }
}
