package io.mucca.tools.text;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Says how far the reading of many bytes has come, how fast it is, and how long it will take: one
 * line that changes on a terminal, a line now and then where none is. Safe for use by many threads.
 */
public final class TransferProgress implements AutoCloseable {
  private static final long TERMINAL_INTERVAL_NANOS = Duration.ofMillis(200).toNanos();
  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(30).toNanos();
  private static final String ERASE_LINE = "\r\033[K";
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintWriter err;
  private final boolean terminal;
  private final String work;
  private final long intervalNanos;
  private final long startNanos = System.nanoTime();
  private long nextNanos;
  private long firstDone = -1;

  public TransferProgress(Console console, String work) {
    this.err = console.err();
    this.terminal = console.interactive();
    this.work = work;
    intervalNanos = terminal ? TERMINAL_INTERVAL_NANOS : PLAIN_INTERVAL_NANOS;
    nextNanos = startNanos + intervalNanos;
  }

  /** Says that so many bytes are done. */
  public synchronized void update(long doneBytes, long totalBytes) {
    long now = System.nanoTime();
    if (firstDone < 0) {
      firstDone = doneBytes; // What a scrub did before a pause tells nothing of its speed.
    }
    if (now - nextNanos >= 0) {
      nextNanos = now + intervalNanos;
      String line =
          work + ": " + describe(doneBytes - firstDone, doneBytes, totalBytes, now - startNanos);
      if (terminal) {
        err.print(ERASE_LINE + line);
      } else {
        err.println(line);
      }
      err.flush();
    }
  }

  static String describe(long readBytes, long doneBytes, long totalBytes, long nanos) {
    double bytesPerSecond = readBytes * NANOS_PER_SECOND / Math.max(nanos, 1);
    String text =
        String.format(
            Locale.ROOT,
            "%.0f %%, %s of %s, %s/s",
            100.0 * doneBytes / Math.max(totalBytes, 1),
            ByteSize.format(doneBytes),
            ByteSize.format(totalBytes),
            ByteSize.format((long) bytesPerSecond));
    if (bytesPerSecond < 1) {
      return text;
    }
    long seconds = (long) Math.ceil(Math.max(0, totalBytes - doneBytes) / bytesPerSecond);
    return text
        + String.format(
            Locale.ROOT, ", %d:%02d:%02d left", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    if (terminal) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}
