package io.mucca.tools.soak;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One step of a thread of a worker, in the directory that is its own.
 *
 * @param index its place among the thread's steps
 * @param other the new name of a rename, else empty
 * @param offset where content is written, or the new size of a truncation
 * @param length bytes written
 * @param seed what the written bytes follow from
 * @param beginNanos before the call; of {@link System#nanoTime}, whose clock all processes of a
 *     Linux host share
 * @param endNanos after the call has returned, or {@link #NEVER}
 */
record Step(
    int index,
    Kind kind,
    String name,
    String other,
    int offset,
    int length,
    long seed,
    long beginNanos,
    long endNanos) {
  /** The end of a step that did not return. */
  static final long NEVER = Long.MAX_VALUE;

  enum Kind {
    CREATE,
    RENAME,
    UNLINK,
    WRITE,
    TRUNCATE,
    SYNC_FILE,
    SYNC_DIRECTORY;

    boolean changesNames() {
      return this == CREATE || this == RENAME || this == UNLINK;
    }

    boolean changesContent() {
      return this == WRITE || this == TRUNCATE;
    }
  }

  boolean hasEnded() {
    return endNanos != NEVER;
  }

  Step endedAt(long nanos) {
    return new Step(index, kind, name, other, offset, length, seed, beginNanos, nanos);
  }

  /** What a write writes. */
  byte[] bytes() {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** The content of a file after this write or truncation. */
  byte[] applyTo(byte[] content) {
    if (kind == Kind.TRUNCATE) {
      return Arrays.copyOf(content, offset);
    }
    byte[] result = Arrays.copyOf(content, Math.max(content.length, offset + length));
    System.arraycopy(bytes(), 0, result, offset, length);
    return result;
  }

  /** For people who read about a violation. */
  @Override
  public String toString() {
    String what =
        switch (kind) {
          case CREATE, UNLINK, SYNC_FILE -> kind + " " + name;
          case RENAME -> kind + " " + name + " to " + other;
          case WRITE -> "%s %s, %d bytes at %d".formatted(kind, name, length, offset);
          case TRUNCATE -> "%s %s to %d".formatted(kind, name, offset);
          case SYNC_DIRECTORY -> kind.toString();
        };
    return "step " + index + ": " + what + (hasEnded() ? "" : " (did not return)");
  }
}
