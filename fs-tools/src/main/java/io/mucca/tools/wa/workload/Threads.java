package io.mucca.tools.wa.workload;

import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does something in some threads at once. */
final class Threads {
  private Threads() {}

  /** What one thread does. */
  @FunctionalInterface
  interface Task {
    void run(int thread) throws IOException;
  }

  /** Runs a task in each of so many threads, and returns when all have ended. */
  static void run(int count, Task task) throws IOException {
    try (ExecutorService pool = Executors.newFixedThreadPool(count)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int thread = i;
        ends.add(
            pool.submit(
                () -> {
                  task.run(thread);
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        await(end);
      }
    }
  }

  private static void await(Future<?> end) throws IOException {
    try {
      end.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted while the workload's threads were at work");
    }
  }
}
