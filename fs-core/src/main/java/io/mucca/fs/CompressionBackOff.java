package io.mucca.fs;

/**
 * Keeps a file whose content cannot be compressed from being tried again and again: after some
 * failures in a row, each further one lets twice as many clusters be stored as they are. A file of
 * which some parts can be compressed and others cannot is tried all the time. Thread-safe.
 */
final class CompressionBackOff {
  private static final int MAX_SKIPPED = 64;
  private static final int FAILURES_FOR_NOTHING = 4;

  private int failures;
  private int skipNext;
  private int skipping;

  /** Whether the next cluster is to be tried. */
  synchronized boolean isDue() {
    if (skipping > 0) {
      skipping--;
      return false;
    }
    return true;
  }

  synchronized void succeeded() {
    failures = 0;
    skipNext = 0;
  }

  synchronized void failed() {
    failures = Math.min(failures + 1, FAILURES_FOR_NOTHING + 1);
    if (failures > FAILURES_FOR_NOTHING) {
      skipNext = Math.min(MAX_SKIPPED, Math.max(1, 2 * skipNext));
      skipping = skipNext;
    }
  }
}
