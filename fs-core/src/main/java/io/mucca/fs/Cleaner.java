package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import io.mucca.btree.Cursor;
import io.mucca.device.CauseScope;
import io.mucca.device.WriteCause;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the space of destroyed roots and of inodes without names, in bounded steps between
 * which others work. What is left when an image is closed or crashes is found again when it is
 * opened.
 */
final class Cleaner {
  private static final Logger LOG = LoggerFactory.getLogger(Cleaner.class);
  private static final int STEP_LEAVES = 32;
  private static final int STEP_ITEMS = 256;

  /** A read may fail once and go well later; one that always fails is not tried for ever. */
  private static final int MAX_FAILURES = 3;

  private final ImageCore core;
  private final Flusher flusher;
  private final ExecutorService worker;
  private volatile boolean stopping;

  Cleaner(ImageCore core, Flusher flusher) {
    this.core = core;
    this.flusher = flusher;
    ThreadFactory threads =
        task -> {
          Thread thread = new Thread(task, "mucca-cleaner");
          thread.setDaemon(true);
          return thread;
        };
    this.worker = Executors.newSingleThreadExecutor(threads);
  }

  /** Ends the work after the step that is under way. */
  void stop() {
    stopping = true;
    worker.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = worker.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns once everything that was to be deleted before the call is, or cannot be. */
  void awaitIdle() {
    try {
      worker.submit(() -> {}).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void submit(String what, TreeLock.Body<Boolean> step) {
    worker.execute(
        () -> {
          boolean done = false;
          for (int failures = 0; !done && !stopping && core.failure() == null; ) {
            try (CauseScope _ = CauseScope.enter(WriteCause.DELETE)) {
              flusher.awaitTreeMemory();
              done = core.treeLock.update(step);
            } catch (IOException e) {
              LOG.error("{}: cannot give back the space of {}", core.device.name(), what, e);
              done = ++failures == MAX_FAILURES;
            } catch (RuntimeException e) {
              core.fail(e);
            }
          }
        });
  }

  /** Deletes the tree of a root that has lost its name. */
  void deleteRoot(Root root) {
    submit(root.name.toString(), () -> deleteSome(root));
  }

  private boolean deleteSome(Root root) throws CorruptBlockException {
    boolean done = root.tree.deleteSome(STEP_LEAVES);
    core.markChanged(root);
    return done;
  }

  /**
   * Frees the inodes without names that an earlier mount left behind, and extents behind the ends
   * of files.
   */
  void drainOrphans(Root root) throws IOException {
    LongArrayList orphans = new LongArrayList();
    core.treeLock.inspect(
        () -> {
          orphans.clear();
          Cursor cursor = Scratch.get().cursor;
          boolean more = root.tree.seekCeiling(cursor, ItemKey.ORPHANS, 0);
          while (more && cursor.keyHigh() == ItemKey.ORPHANS) {
            if (!ItemKey.isInode(cursor.keyLow())) {
              throw new CorruptBlockException(
                  "%s lists inode %d as an orphan, which cannot be one"
                      .formatted(root.name, cursor.keyLow()));
            }
            orphans.add(cursor.keyLow());
            more = root.tree.next(cursor);
          }
        });
    for (int i = 0; i < orphans.size(); i++) {
      long inode = orphans.getLong(i);
      boolean done = root.isFileOpen(inode);
      while (!done) {
        flusher.awaitTreeMemory();
        done = core.treeLock.update(() -> drainSome(root, inode));
      }
    }
  }

  private boolean drainSome(Root root, long number) throws IOException {
    Inode inode = new Inode();
    if (!Inodes.find(root.tree, number, inode) || inode.linkCount == 0) {
      return removeSome(core, root, number);
    }
    // A truncation was interrupted. What is written behind the end later on must not meet these
    // extents again after a crash.
    long end = Math.ceilDiv(inode.size, core.geometry.blockSize());
    long next = cutSome(core, root, inode, end, STEP_ITEMS);
    core.log.cut(root, number);
    return next < 0;
  }

  /**
   * Removes some extents of a file from one of its blocks on, at last the file from the list of
   * orphans if it has a name. Needs the tree lock alone.
   *
   * @param budget how many extents at most
   * @return where to go on, or -1 once nothing is left
   */
  static long cutSome(ImageCore core, Root root, Inode inode, long from, int budget)
      throws IOException {
    Inodes.prepare(root.tree, inode.number);
    root.tree.prepare(ItemKey.ORPHANS, inode.number);
    long next = Extents.punchSome(core, root, inode, from, Long.MAX_VALUE, budget);
    boolean done = next == Long.MAX_VALUE;
    if (done && inode.linkCount > 0) {
      root.tree.remove(ItemKey.ORPHANS, inode.number);
    }
    Inodes.put(root.tree, inode);
    core.markChanged(root);
    return done ? -1 : next;
  }

  /**
   * Removes some items of an inode without names, at last the inode itself. Needs the tree lock
   * alone.
   *
   * @return true once nothing is left
   */
  static boolean removeSome(ImageCore core, Root root, long number) throws IOException {
    root.tree.prepare(ItemKey.ORPHANS, number);
    Inode inode = new Inode();
    boolean exists = Inodes.find(root.tree, number, inode);
    long result = Inodes.removeSome(root.tree, core.space, number, STEP_ITEMS);
    boolean gone = result < 0;
    long blocks = gone ? -1 - result : result;
    root.referencedBytes -= blocks * core.geometry.blockSize();
    if (gone) {
      root.tree.remove(ItemKey.ORPHANS, number);
      if (exists) {
        root.inodeCount--;
      }
    }
    core.markChanged(root);
    return gone;
  }
}
