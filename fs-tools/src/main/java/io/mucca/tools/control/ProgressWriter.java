package io.mucca.tools.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Tells a client how far its work has come, now and then. So it is noticed when the client is gone,
 * too, and nobody waits for the result. For one thread.
 */
final class ProgressWriter {
  private static final long INTERVAL_NANOS = 200_000_000;

  private final Writer out;
  private long nextNanos = System.nanoTime();

  ProgressWriter(Writer out) {
    this.out = out;
  }

  /** False if the client is gone. */
  boolean write(long done, long total, long damaged) {
    try {
      send(done, total, damaged);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Throws {@link UncheckedIOException} if the client is gone. */
  void writeOrFail(long done, long total) {
    try {
      send(done, total, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void send(long done, long total, long damaged) throws IOException {
    if (System.nanoTime() - nextNanos >= 0) {
      nextNanos = System.nanoTime() + INTERVAL_NANOS;
      Response progress = Response.progress(new Response.Progress(done, total, damaged));
      Protocol.writeLine(out, Protocol.encode(progress));
    }
  }
}
