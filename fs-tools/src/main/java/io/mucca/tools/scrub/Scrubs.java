package io.mucca.tools.scrub;

import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.ScrubOptions;
import io.mucca.fs.ScrubProgress;
import io.mucca.fs.ScrubReport;
import io.mucca.fs.ScrubState;
import io.mucca.fs.Scrubber;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The scrubs of one image, one at a time. Where one ends before it has read everything, its state
 * is saved, and now and then before that, because processes are killed. Thread-safe.
 */
public final class Scrubs {
  private static final long SAVE_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

  private final ScrubStore store;
  private final ReentrantLock running = new ReentrantLock();
  private volatile @Nullable ScrubStatus current;
  private volatile boolean pausing;

  public Scrubs(ScrubStore store) {
    this.store = store;
  }

  /**
   * Scrubs a checkpoint until all is read or somebody pauses it.
   *
   * @throws Failure as busy if a scrub is running
   */
  public ScrubReport run(HeldCheckpoint held, ScrubRequest request, ScrubProgress progress)
      throws IOException {
    if (!running.tryLock()) {
      throw Failure.busy("a scrub is running already; --status shows how far it is");
    }
    try {
      pausing = false;
      ScrubState state =
          request.resume() ? store.load(held) : ScrubState.begin(held, Instant.now());
      ScrubOptions options = ScrubOptions.DEFAULT.withBytesPerSecond(request.bytesPerSecond());
      Watch watch = new Watch(state, progress);
      boolean complete = false;
      try {
        ScrubReport report = Scrubber.scrub(held, options, state, watch);
        complete = report.end() == ScrubReport.End.COMPLETE;
        return report;
      } finally {
        if (complete) {
          store.delete();
        } else {
          watch.save();
        }
      }
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    } finally {
      current = null;
      running.unlock();
    }
  }

  /** Asks the scrub that is running to end soon; false if none is. */
  public boolean pause() {
    pausing = true;
    return current != null;
  }

  /** What is running, or else what was saved. */
  public ScrubStatus status() throws IOException {
    ScrubStatus now = current;
    return now != null ? now : store.status();
  }

  /** Takes the figures of the scrub that is running. */
  private final class Watch implements ScrubProgress {
    private final ScrubState state;
    private final ScrubProgress progress;
    private ScrubStatus last;
    private long savedNanos = System.nanoTime();

    Watch(ScrubState state, ScrubProgress progress) {
      this.state = state;
      this.progress = progress;
      last = new ScrubStatus(ScrubStatus.State.RUNNING, 0, 0, 0, state.begun());
      current = last;
    }

    @Override
    public boolean update(long doneBytes, long totalBytes, long damagedBlocks) {
      last =
          new ScrubStatus(
              ScrubStatus.State.RUNNING, doneBytes, totalBytes, damagedBlocks, state.begun());
      current = last;
      if (System.nanoTime() - savedNanos >= SAVE_INTERVAL_NANOS) {
        try {
          save();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return progress.update(doneBytes, totalBytes, damagedBlocks) && !pausing;
    }

    void save() throws IOException {
      store.save(state, last);
      savedNanos = System.nanoTime();
    }
  }
}
