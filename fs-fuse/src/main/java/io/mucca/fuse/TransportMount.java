package io.mucca.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the mounts of every transport have in common: a first answer, unmounting, and the end. Some
 * threads serve it; each ends when the kernel ends the connection, and the last one takes the mount
 * down.
 */
public abstract class TransportMount implements FuseMount {
  private static final Logger logger = LoggerFactory.getLogger(TransportMount.class);
  private static final int FIRST_ANSWER_SECONDS = 60;

  /** The kernel has ended the connection when it returns from unmounting; threads need a moment. */
  private static final int END_SECONDS = 10;

  private final Path directory;
  private final WriteBarrier barrier;
  private final AtomicInteger runningThreads = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Tells this mount from one stacked on it. */
  private volatile String device = "";

  /** Gone from this mount namespace by our own doing. */
  private volatile boolean detached;

  /** For at most a number of threads. */
  protected TransportMount(Path directory, int threadLimit) {
    this.directory = directory;
    this.barrier = new WriteBarrier(threadLimit);
  }

  /** Frees what the mount holds, after the last request. */
  protected abstract void release();

  /** To be called once the mount is in the mount table. */
  protected final void mounted() throws IOException {
    device = MountTable.read().topmostAt(directory).map(MountTable.Entry::device).orElse("");
  }

  protected final WriteBarrier barrier() {
    return barrier;
  }

  /** {@code MAJOR:MINOR} of the mount. */
  protected final String device() {
    return device;
  }

  /**
   * A thread that serves is about to be started; it calls {@link #threadEnded} at its end. While
   * others are to follow, one that runs starts them.
   *
   * @return its index in the {@link #barrier}
   */
  protected final int threadBegins() {
    runningThreads.incrementAndGet();
    return barrier.begin();
  }

  /** Returns when the kernel has got answers; without one it unmounts again and fails. */
  protected final void awaitAnswer() throws IOException {
    try {
      ask();
    } catch (IOException e) {
      try {
        Unmounter.unmount(directory, true);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Asks on a thread of its own, which a filesystem that hangs would keep. */
  private void ask() throws IOException {
    FutureTask<Long> question =
        new FutureTask<>(
            () -> {
              Files.readAttributes(directory, "unix:ino,mode");
              return Files.getFileStore(directory).getTotalSpace();
            });
    Thread.ofPlatform().daemon().name("fuse-first-question").start(question);
    try {
      question.get(FIRST_ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(
          "mounted on " + directory + ", but the filesystem fails to answer", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(
          "mounted on "
              + directory
              + ", but the filesystem gave no answer in "
              + FIRST_ANSWER_SECONDS
              + " s",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while mounting on " + directory, e);
    }
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public boolean isMounted() {
    return ended.getCount() > 0;
  }

  @Override
  public void awaitUnmounted() throws InterruptedException {
    ended.await();
  }

  @Override
  public boolean hasReceivedPages() {
    return barrier.isPassed();
  }

  @Override
  public boolean unmount(boolean lazy) throws IOException {
    if (detached || !isMounted()) {
      return !isMounted();
    }
    if (!isTopmost()) {
      throw new IOException(
          "cannot unmount " + directory + ": another filesystem is mounted over it");
    }
    Unmounter.unmount(directory, lazy);
    detached = true;
    return lazy ? !isMounted() : awaitEnd();
  }

  private boolean isTopmost() throws IOException {
    return MountTable.read()
        .topmostAt(directory)
        .map(entry -> entry.device().equals(device))
        .orElse(false);
  }

  private boolean awaitEnd() throws IOException {
    try {
      return ended.await(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + directory + " was unmounted", e);
    }
  }

  /** A thread that served has ended. */
  protected final void threadEnded() {
    if (runningThreads.decrementAndGet() == 0) {
      try {
        takeDown();
      } finally {
        ended.countDown();
      }
    }
  }

  private void takeDown() {
    try {
      if (isTopmost()) {
        // The connection was aborted but the mount is still there, and would answer every call with
        // ENOTCONN.
        Unmounter.unmount(directory, true);
      }
    } catch (IOException e) {
      logger.warn("{} stays in the mount table", directory, e);
    }
    release();
  }
}
