package io.mucca.tools.wa.peer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has an interrupt of this process (Ctrl-C, SIGTERM) wait until the work of the thread that made
 * this has ended early and removed what it had made. What that does not manage in time the next
 * comparison finds in the {@link Journal}.
 */
final class OrderlyEnd implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Thread worker = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("orderly-end").unstarted(this::endEarly);

  /** Holds from now on until {@link #close}. */
  OrderlyEnd() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void endEarly() {
    worker.interrupt();
    try {
      boolean _ = ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being interrupted, and the hook has just been told that it need not wait.
      return;
    }
  }
}
