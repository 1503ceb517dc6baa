package io.mucca.fuse;

import io.mucca.sys.FileCalls;
import io.mucca.sys.OpenFlags;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings to the filesystem what programs wrote into shared memory mappings, which sits in the
 * kernel until then.
 *
 * <p>Not for a thread that serves the mount, which would wait for itself. A process that does this
 * to a mount that it serves cannot be killed meanwhile, so it is done from another one where there
 * is one.
 */
public final class KernelPages {
  private static final int MARK_FLAGS =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_SYNC | OpenFlags.O_CLOEXEC;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long PAUSE_NANOS = 10_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000;

  private KernelPages() {}

  /** Asks the server of a mount. */
  @FunctionalInterface
  public interface Barrier {
    /** What {@link FuseMount#hasReceivedPages} says. */
    boolean isPassed() throws IOException;
  }

  /** Returns when all that was written before the call to a mount's mappings has arrived. */
  public static void handOver(Path mountPoint, Barrier barrier) throws IOException {
    int mark = FileCalls.open(mountPoint, MARK_FLAGS);
    try {
      FileCalls.syncfs(mark);
    } finally {
      FileCalls.close(mark);
    }
    awaitPassed(mountPoint, barrier);
  }

  private static void awaitPassed(Path mountPoint, Barrier barrier) throws IOException {
    FileStore store = Files.getFileStore(mountPoint);
    long start = System.nanoTime();
    long pauseNanos = 0;
    while (!barrier.isPassed()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw new IOException(
            "what programs wrote to "
                + mountPoint
                + " did not arrive within "
                + LIMIT.toSeconds()
                + " s; see in the log whether its device hangs, or try again");
      }
      // A request, for whichever thread has waited longest for one.
      store.getUnallocatedSpace();
      LockSupport.parkNanos(pauseNanos);
      pauseNanos = Math.min(pauseNanos + PAUSE_NANOS, LONGEST_PAUSE_NANOS);
    }
  }
}
