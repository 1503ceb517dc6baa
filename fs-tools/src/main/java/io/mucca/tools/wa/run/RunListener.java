package io.mucca.tools.wa.run;

/** Hears how far a run has come, from any thread and often. */
public interface RunListener {
  /** Hears and does nothing. */
  RunListener NONE = (_, _) -> {};

  /**
   * Some more is done.
   *
   * @param expected how many there will be; 0 if nobody knows
   */
  void operations(long done, long expected);
}
