package io.mucca.fs;

import java.io.IOException;

/**
 * Frames taken for one write before it takes any lock, since the wait for a free one may be for a
 * flush that needs the same lock. Those that were not used go back at the end.
 */
final class FrameLoan implements AutoCloseable {
  private final ImageCore core;
  private final int[] frames;
  private int unused;

  FrameLoan(ImageCore core, Flusher flusher, int count) throws IOException {
    this.core = core;
    core.requireHealthy();
    core.promise(count);
    frames = new int[count];
    for (int i = 0; i < count; i++) {
      frames[i] = flusher.acquireFrame();
    }
    unused = count;
  }

  int frame(int index) {
    return frames[index];
  }

  /** Moves the frames that were not used to the front, for one more write within the same loan. */
  void compact() {
    int to = 0;
    for (int i = 0; i < frames.length; i++) {
      if (frames[i] != DirtyFile.NO_FRAME) {
        int frame = frames[i];
        frames[i] = DirtyFile.NO_FRAME;
        frames[to++] = frame;
      }
    }
  }

  /** The frame belongs to a dirty file now, and so does the promise of a block for it. */
  void used(int index) {
    frames[index] = DirtyFile.NO_FRAME;
    unused--;
  }

  @Override
  public void close() {
    for (int frame : frames) {
      if (frame != DirtyFile.NO_FRAME) {
        core.frames.release(frame);
      }
    }
    core.endPromise(unused);
  }
}
