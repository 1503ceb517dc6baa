package io.mucca.tools.soak;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a thread of a worker was about to do, and what it has done: a line before each step, and one
 * after it. It is not synced: the process that writes it survives, and so does the host. Not
 * thread-safe.
 */
final class Journal implements Closeable {
  private final BufferedWriter out;

  /** Begins an empty journal. */
  Journal(Path file) throws IOException {
    out = Files.newBufferedWriter(file);
  }

  void begin(Step step) throws IOException {
    // The other name last, because it may be empty.
    writeLine(
        "begin %d %s %s %d %d %d %d %s"
            .formatted(
                step.index(),
                step.kind(),
                step.name(),
                step.offset(),
                step.length(),
                step.seed(),
                step.beginNanos(),
                step.other()));
  }

  /** A step has returned, and what it promises can be relied on. */
  void end(int index, long nanos) throws IOException {
    writeLine("end " + index + " " + nanos);
  }

  /** A step has failed, and the thread ends. */
  void failed(String reason, long nanos) throws IOException {
    writeLine("failed " + nanos + " " + reason.replaceAll("\\s+", " "));
  }

  private void writeLine(String line) throws IOException {
    out.write(line + "\n");
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /**
   * A journal that was read.
   *
   * @param failure why the thread ended; null if it says nothing of that
   * @param failedNanos when that was
   */
  record Content(List<Step> steps, @Nullable String failure, long failedNanos) {}

  static Content read(Path file) throws IOException {
    List<Step> steps = new ArrayList<>();
    String failure = null;
    long failedNanos = 0;
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "begin" -> steps.add(step(words));
        case "end" -> {
          Step ended = steps.removeLast();
          if (ended.index() != Integer.parseInt(words[1])) {
            throw new IOException(file + ": '" + line + "' ends no step that has begun");
          }
          steps.add(ended.endedAt(Long.parseLong(words[2])));
        }
        case "failed" -> {
          String[] parts = line.split(" ", 3);
          failedNanos = Long.parseLong(parts[1]);
          failure = parts[2];
        }
        default -> throw new IOException(file + " has the strange line '" + line + "'");
      }
    }
    return new Content(List.copyOf(steps), failure, failedNanos);
  }

  private static Step step(String[] words) {
    return new Step(
        Integer.parseInt(words[1]),
        Step.Kind.valueOf(words[2]),
        words[3],
        words[8],
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]),
        Long.parseLong(words[6]),
        Long.parseLong(words[7]),
        Step.NEVER);
  }
}
