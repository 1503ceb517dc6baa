package io.mucca.fs;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets whoever frees blocks wait for everybody who may still be reading them, without readers ever
 * waiting.
 *
 * <p>After "sleepable RCU" (P. McKenney, 2006): readers count themselves in one of two counters;
 * {@link #drain} turns to the other counter and waits for the first to empty, twice, because a
 * reader may have chosen its counter just before the turn. Thread-safe.
 */
final class ReaderGate {
  private static final long POLL_NANOS = 50_000;

  private final AtomicInteger[] readers = {new AtomicInteger(), new AtomicInteger()};
  private volatile int phase;

  /** Begins reading; the result goes to {@link #exit}. */
  int enter() {
    int side = phase & 1;
    readers[side].incrementAndGet();
    return side;
  }

  void exit(int side) {
    readers[side].decrementAndGet();
  }

  /** Returns once every reader that had entered before the call has left. One caller at a time. */
  synchronized void drain() {
    for (int turn = 0; turn < 2; turn++) {
      int side = phase & 1;
      phase = side ^ 1;
      while (readers[side].get() != 0) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }
}
