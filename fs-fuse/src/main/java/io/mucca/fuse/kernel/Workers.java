package io.mucca.fuse.kernel;

import io.mucca.fuse.FailureLog;
import io.mucca.fuse.WriteBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The threads that serve a mount: one at first, and one more whenever all of them are busy, up to a
 * limit. A request that waits for a device thus keeps nobody else waiting; and where requests are
 * short there are few threads, which keeps their memory in the processor's caches. Thread-safe.
 */
final class Workers {
  private final String name;
  private final int fd;
  private final OperationTable operations;
  private final WriteBarrier barrier;
  private final int limit;
  private final IntSupplier beforeStart;
  private final Runnable atEnd;
  private final FailureLog failures = new FailureLog();
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger idle = new AtomicInteger();

  /**
   * Makes no thread yet.
   *
   * @param fd the connection
   * @param beforeStart run before a thread is started; gives its index in the barrier
   * @param atEnd run last by each thread
   */
  Workers(
      String name,
      int fd,
      OperationTable operations,
      WriteBarrier barrier,
      int limit,
      IntSupplier beforeStart,
      Runnable atEnd) {
    this.name = name;
    this.fd = fd;
    this.operations = operations;
    this.barrier = barrier;
    this.limit = limit;
    this.beforeStart = beforeStart;
    this.atEnd = atEnd;
  }

  /** Starts the first thread. */
  void start() {
    add();
  }

  private void add() {
    int number = started.getAndIncrement();
    if (number >= limit) {
      started.decrementAndGet();
      return;
    }
    idle.incrementAndGet();
    int index = beforeStart.getAsInt();
    new Worker(name + "-" + number, fd, operations, failures, this, index).start();
  }

  /** A thread has received a request. */
  void busy() {
    if (idle.decrementAndGet() == 0 && started.get() < limit) {
      add();
    }
  }

  /** A thread, known by its index in the barrier, has answered its request. */
  void finished(int index) {
    idle.incrementAndGet();
    barrier.finished(index);
  }

  /** A thread has left its loop. */
  void ended() {
    atEnd.run();
  }

  /** How many threads there are. */
  int count() {
    return started.get();
  }
}
