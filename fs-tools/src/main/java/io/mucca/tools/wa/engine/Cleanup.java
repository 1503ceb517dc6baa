package io.mucca.tools.wa.engine;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What is to be taken away at the end, the last made first, whatever happens: also when the process
 * is interrupted. Safe for use by many threads.
 */
public final class Cleanup implements AutoCloseable {
  private final Deque<Step> steps = new ArrayDeque<>(); // Guarded by this.
  private final Thread hook = Thread.ofPlatform().name("cleanup").unstarted(this::interrupted);

  /** Begins with nothing to do. */
  public Cleanup() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Takes one thing away. */
  @FunctionalInterface
  public interface Step {
    void run() throws IOException;
  }

  /** Adds a step, to be taken before all that were added so far. */
  public synchronized void add(Step step) {
    steps.push(step);
  }

  /**
   * Takes all steps, each whatever became of the others; the first failure is thrown at the end.
   */
  @Override
  public void close() throws IOException {
    try {
      runAll();
    } finally {
      forgetHook();
    }
  }

  private synchronized void runAll() throws IOException {
    IOException failure = null;
    while (!steps.isEmpty()) {
      failure = failure(steps.pop(), failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable IOException failure(Step step, @Nullable IOException before) {
    try {
      step.run();
      return before;
    } catch (IOException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }

  private void interrupted() {
    try {
      runAll();
    } catch (IOException e) {
      System.err.println("mucca: wa: something stays behind: " + e.getMessage());
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being interrupted, and the hook has seen to everything.
      return;
    }
  }
}
