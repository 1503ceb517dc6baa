package io.mucca.fs;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes dirty data back: when half of the frames are in use, when changed tree
 * nodes take more memory than they may, and when the commit interval has passed. Writers that find
 * no frame wait for it.
 */
final class Flusher {
  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);
  private static final long IDLE_NANOS = 100_000_000;

  private final ImageCore core;
  private final RootTable roots;
  private final Writeback writeback;
  private final Checkpoints checkpoints;
  private final Thread thread = new Thread(this::run, "mucca-flusher");
  private volatile boolean stopping;
  private long lastCommitNanos = System.nanoTime();

  Flusher(ImageCore core, RootTable roots, Writeback writeback, Checkpoints checkpoints) {
    this.core = core;
    this.roots = roots;
    this.writeback = writeback;
    this.checkpoints = checkpoints;
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

  /** Takes a frame for a page; waits while all are in use. To be called without any lock. */
  int acquireFrame() throws IOException {
    while (true) {
      int frame = core.frames.acquire();
      if (frame != DirtyFile.NO_FRAME) {
        if (core.frames.usedFrames() == core.frames.maxFrames() / 2) {
          LockSupport.unpark(thread);
        }
        return frame;
      }
      core.requireHealthy();
      LockSupport.unpark(thread);
      core.frames.awaitRelease();
    }
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
        checkpoints.commit();
      }
    }
  }

  private void run() {
    while (!stopping) {
      try {
        work();
      } catch (IOException | RuntimeException e) {
        if (core.failure() == null) {
          LOG.error("{}: writeback failed, and is tried again", core.device.name(), e);
        }
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
    }
  }

  private void work() throws IOException {
    if (core.failure() != null) {
      LockSupport.parkNanos(this, IDLE_NANOS);
      return;
    }
    boolean intervalOver =
        System.nanoTime() - lastCommitNanos >= core.options.commitIntervalMillis() * 1_000_000;
    boolean framesShort = core.frames.usedFrames() > core.frames.maxFrames() / 2;
    boolean nodesShort = core.nodes.openBytes() > core.options.dirtyTreeBytes();
    if (intervalOver || framesShort) {
      flushAll();
    }
    if (intervalOver || nodesShort) {
      checkpoints.commit();
      lastCommitNanos = System.nanoTime();
    }
    if (!intervalOver && !framesShort && !nodesShort) {
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
  }

  /** Flushes what is dirty now in all roots. */
  void flushAll() throws IOException {
    for (Root root : roots.all()) {
      if (root.hasDirtyFiles()) {
        writeback.flush(root);
      }
    }
  }
}
