package io.mucca.tools.trace;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Lines on their way to whoever traces. Takes only so many: programs must not wait for a reader,
 * and the memory is the daemon's. Thread-safe.
 */
final class TraceQueue {
  private static final int MOST_LINES = 1 << 16;

  /** Far below what the control protocol takes in one message. */
  private static final int MOST_CHARACTERS = 1 << 18;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  // All guarded by this.
  private final Deque<String> before = new ArrayDeque<>();
  private final Deque<String> lines = new ArrayDeque<>();
  private long leftOut;
  private boolean over;
  private String problem = "";
  private long readNanos = System.nanoTime();

  /** Adds what was there before; false if the trace is over. */
  synchronized boolean addBefore(String line) {
    return add(before, line);
  }

  /** Adds what was done; false if the trace is over. */
  synchronized boolean add(String line) {
    return add(lines, line);
  }

  private boolean add(Deque<String> queue, String line) {
    if (over) {
      return false;
    }
    if (before.size() + lines.size() >= MOST_LINES) {
      fail("programs did more than could be taken down in time; what came before is there");
      return false;
    }
    if (System.nanoTime() - readNanos > PATIENCE.toNanos()) {
      fail("nobody asked for it any more");
      before.clear();
      lines.clear();
      return false;
    }
    queue.add(line);
    return true;
  }

  synchronized void leaveOut() {
    leftOut++;
  }

  /** Nothing more comes. */
  synchronized void end() {
    over = true;
  }

  /** Nothing more comes, which nobody wanted. */
  synchronized void fail(String why) {
    if (!over) {
      over = true;
      problem = why;
    }
  }

  synchronized boolean isOver() {
    return over;
  }

  /** Takes out some of what has gathered; empty if nothing has. */
  synchronized TraceChunk poll() {
    readNanos = System.nanoTime();
    List<String> first = new ArrayList<>();
    List<String> then = new ArrayList<>();
    int room = take(before, first, MOST_CHARACTERS);
    if (before.isEmpty()) {
      int unused = take(lines, then, room);
    }
    boolean drained = before.isEmpty() && lines.isEmpty();
    return new TraceChunk(first, then, leftOut, over && drained, problem);
  }

  private static int take(Deque<String> queue, List<String> taken, int characters) {
    int room = characters;
    while (!queue.isEmpty() && room > 0) {
      String line = queue.remove();
      taken.add(line);
      room -= line.length();
    }
    return room;
  }
}
