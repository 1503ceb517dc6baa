package io.mucca.fs;

import io.mucca.device.CauseScope;
import io.mucca.device.WriteCause;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that works behind everybody's back. It writes dirty data back when frames get scarce;
 * commits to the log what is older than the commit interval; and makes a checkpoint when the log is
 * half full, when changed tree nodes take more memory than they may, and when much space waits to
 * be free. Writers that find no frame wait for it.
 */
final class Flusher {
  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);
  private static final long IDLE_NANOS = 100_000_000;

  /** Others may tie space up again while one flushes. */
  private static final int SPACE_ATTEMPTS = 3;

  private final ImageCore core;
  private final RootTable roots;
  private final Writeback writeback;
  private final Checkpoints checkpoints;
  private final Thread thread = new Thread(this::run, "mucca-flusher");
  private volatile boolean stopping;

  /** Why the last turn failed; null if it did not. Written by the thread. */
  private volatile @Nullable IOException lastFailure;

  private final AtomicLong failedTurns = new AtomicLong();

  private final CommitClock clock;

  Flusher(ImageCore core, RootTable roots, Writeback writeback, Checkpoints checkpoints) {
    this.core = core;
    this.roots = roots;
    this.writeback = writeback;
    this.checkpoints = checkpoints;
    long intervalNanos = core.options.commitIntervalMillis() * 1_000_000;
    this.clock = new CommitClock(Math.max(IDLE_NANOS, intervalNanos), System.nanoTime());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Ends the thread; what is dirty stays so. */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Fills an array with frames for pages; waits while too many are in use, but not when they cannot
   * be written back. To be called without any lock.
   */
  void acquireFrames(int[] target) throws IOException {
    long failedBefore = failedTurns.get();
    while (!core.frames.acquire(target)) {
      core.requireChangeable();
      IOException cause = lastFailure;
      // The first of the two may have begun before this writer came.
      if (cause != null && failedTurns.get() - failedBefore >= 2) {
        throw withoutFrame(cause);
      }
      LockSupport.unpark(thread);
      core.frames.awaitRelease(target.length);
    }
    if (core.frames.areScarce()) {
      LockSupport.unpark(thread);
    }
  }

  /** What a writer is told that cannot wait any longer for pages to be written back. */
  private IOException withoutFrame(IOException cause) {
    String message = core.device.name() + " cannot write earlier data back: " + cause.getMessage();
    if (cause instanceof FsException known) {
      FsException refusal = new FsException(known.error(), message);
      refusal.initCause(cause);
      return refusal;
    }
    return new IOException(message, cause);
  }

  /**
   * Waits while changed tree nodes take far more memory than they may. To be called without any
   * lock.
   */
  void awaitTreeMemory() throws IOException {
    long limit = core.options.dirtyTreeBytes();
    if (core.nodes.openBytes() > limit) {
      LockSupport.unpark(thread);
      if (core.nodes.openBytes() > 2 * limit) {
        try (CauseScope _ = CauseScope.enter(WriteCause.MEMORY_PRESSURE)) {
          checkpoints.commit();
        }
      }
    }
  }

  /**
   * Does something that may find no space; tries it again after everything dirty has gone to its
   * place, since what open nodes and written pages take until then is more than they need. To be
   * called without any lock.
   */
  <T> T withSpace(TreeLock.Body<T> body) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return body.run();
      } catch (FsException e) {
        if (e.error() != FsError.NO_SPACE || attempt == SPACE_ATTEMPTS || !core.isSpaceTied()) {
          throw e;
        }
      }
      try (CauseScope _ = CauseScope.enter(WriteCause.SPACE_PRESSURE)) {
        flushAll();
        checkpoints.commitAndReclaim();
      }
    }
  }

  private void run() {
    while (!stopping) {
      try {
        work();
        lastFailure = null;
      } catch (IOException e) {
        if (core.failure() == null && lastFailure == null) {
          LOG.error("{}: writeback failed, and is tried again", core.device.name(), e);
        }
        lastFailure = e;
        failedTurns.incrementAndGet();
        pause();
      } catch (RuntimeException e) {
        core.fail(e);
      }
    }
  }

  /**
   * Waits a moment, whoever wants something meanwhile: what has just failed is not to be hurried.
   */
  private void pause() {
    long end = System.nanoTime() + IDLE_NANOS;
    for (long left = IDLE_NANOS; left > 0 && !stopping; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private void work() throws IOException {
    if (core.failure() != null) {
      LockSupport.parkNanos(this, IDLE_NANOS);
      return;
    }
    boolean intervalOver = clock.isDue(System.nanoTime(), isVolatile());
    boolean framesShort = core.frames.areScarce();
    boolean checkpointDue = isCheckpointDue();
    if (framesShort) {
      try (CauseScope _ = CauseScope.enter(WriteCause.MEMORY_PRESSURE)) {
        flushAll();
      }
    }
    if (intervalOver) {
      try (CauseScope _ = CauseScope.enter(WriteCause.COMMIT_INTERVAL)) {
        persistAll();
        checkpoints.makeDurable();
      }
      clock.committed(System.nanoTime());
    }
    if (checkpointDue) {
      try (CauseScope _ = CauseScope.enter(checkpointCause())) {
        checkpoint();
      }
    }
    if (!intervalOver && !framesShort && !checkpointDue) {
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
  }

  private boolean isVolatile() {
    return !core.log.isDurable() || roots.areAnyDirty();
  }

  private boolean isCheckpointDue() {
    return core.log.isHalfFull()
        || core.nodes.openBytes() > core.options.dirtyTreeBytes()
        || core.isMuchPending();
  }

  private WriteCause checkpointCause() {
    if (core.log.isHalfFull()) {
      return WriteCause.LOG_FULL;
    }
    return core.isMuchPending() ? WriteCause.SPACE_PRESSURE : WriteCause.MEMORY_PRESSURE;
  }

  /** A checkpoint that finds little that was not logged, so that nobody's fsync waits for it. */
  private void checkpoint() throws IOException {
    boolean spaceShort = core.isMuchPending();
    writeback.flushLogged();
    checkpoints.makeDurable();
    checkpoints.commit();
    if (spaceShort && core.isMuchPending()) {
      checkpoints.commitAndReclaim();
    }
  }

  /** Flushes what is dirty now in all roots. */
  void flushAll() throws IOException {
    forEachDirtyRoot(writeback::flush);
  }

  /** What is done to one root. */
  private interface RootAction {
    void apply(Root root) throws IOException;
  }

  /** A root that fails keeps no other back. */
  private void forEachDirtyRoot(RootAction action) throws IOException {
    IOException failure = null;
    for (Root root : roots.all()) {
      try {
        if (root.hasDirtyFiles()) {
          action.apply(root);
        }
      } catch (IOException e) {
        failure = Writeback.firstOf(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Brings what is dirty now in all roots to the device or the log. */
  void persistAll() throws IOException {
    forEachDirtyRoot(writeback::persist);
  }
}
