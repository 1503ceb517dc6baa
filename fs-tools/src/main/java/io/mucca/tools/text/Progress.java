package io.mucca.tools.text;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * One line on a terminal that says how far a long work has come; nothing where no terminal is. Safe
 * for use by many threads.
 */
public final class Progress implements AutoCloseable {
  private static final long INTERVAL_NANOS = 100_000_000;
  private static final String ERASE_LINE = "\r\033[K";

  private final PrintWriter err;
  private final boolean visible;
  private final String work;
  private long nextNanos = System.nanoTime();

  public Progress(Console console, String work) {
    this.err = console.err();
    this.visible = console.interactive();
    this.work = work;
  }

  /** Says that {@code done} of {@code total} is done; a total of 0 means that nobody knows it. */
  public synchronized void update(long done, long total) {
    if (visible && System.nanoTime() - nextNanos >= 0) {
      nextNanos = System.nanoTime() + INTERVAL_NANOS;
      String figure =
          total == 0
              ? Long.toString(done)
              : String.format(Locale.ROOT, "%.0f %%", 100.0 * done / total);
      err.print(ERASE_LINE + work + ": " + figure);
      err.flush();
    }
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    if (visible) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}
