package io.mucca.fuse;

import io.mucca.sys.OpenFlags;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells when the pages have arrived that {@link KernelPages} made the kernel send. Thread-safe.
 *
 * <p>On a FUSE mount {@code syncfs} puts every dirty page into the kernel's queue of background
 * requests, and does not wait for their answers. That queue is first in, first out, and the release
 * of a directory goes through it too. So a directory, opened with flags that nobody else gives to
 * one, is closed after {@code syncfs}: this mark is received after every page. A page received may
 * still be at work, in another thread than the mark's; it is done when each thread has finished a
 * request that it began no earlier than the one that it had when the mark came.
 *
 * <p>What the kernel holds back from its queue is not waited for: pages of a file that some program
 * is truncating, or syncing, at that very moment.
 */
public final class WriteBarrier {
  /** Counts of different threads are in cache lines of their own. */
  private static final int STRIDE = 16;

  private final AtomicLongArray finished;

  /** The count that each thread must exceed. */
  private final long[] passed; // Guarded by this.

  private int begunThreads; // Guarded by this.
  private int openMarks; // Guarded by this.

  /** Makes the barrier of a mount that at most a number of threads serve. */
  public WriteBarrier(int threadLimit) {
    finished = new AtomicLongArray(threadLimit * STRIDE);
    passed = new long[threadLimit];
    Arrays.fill(passed, -1);
  }

  /** One more thread is about to receive requests; returns its index. */
  public synchronized int begin() {
    return begunThreads++;
  }

  /** Whether flags of {@code open(2)} make of a directory a mark. */
  public static boolean isMark(int openFlags) {
    return (openFlags & OpenFlags.O_SYNC) == OpenFlags.O_SYNC;
  }

  /** A mark was opened. */
  public synchronized void markOpened() {
    openMarks++;
  }

  /** A mark was received. */
  public synchronized void markReleased() {
    openMarks--;
    for (int thread = 0; thread < begunThreads; thread++) {
      passed[thread] = finished.get(thread * STRIDE);
    }
  }

  /** A thread, known by its index, has finished a request; called for each, by that thread. */
  public void finished(int thread) {
    finished.setRelease(thread * STRIDE, finished.getPlain(thread * STRIDE) + 1);
  }

  /**
   * Whether every page has been written that was dirty when a mark was opened. While a thread has
   * nothing to do this does not become true: requests have to wake it.
   */
  public synchronized boolean isPassed() {
    boolean all = openMarks == 0;
    for (int thread = 0; thread < begunThreads; thread++) {
      all &= finished.get(thread * STRIDE) > passed[thread];
    }
    return all;
  }
}
