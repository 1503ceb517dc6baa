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

  private FrameLoan(ImageCore core, int[] frames) {
    this.core = core;
    this.frames = frames;
    unused = frames.length;
  }

  /** Frames for a write. */
  static FrameLoan forWriting(ImageCore core, Flusher flusher, int count) throws IOException {
    return take(core, flusher, count, false);
  }

  /** Frames for what remains of pages whose content is taken away in part. */
  static FrameLoan forRemoving(ImageCore core, Flusher flusher, int count) throws IOException {
    return take(core, flusher, count, true);
  }

  /** A frame for what the log holds: its block was promised when it was written. */
  static FrameLoan forReplay(ImageCore core) throws IOException {
    int[] frames = new int[1];
    if (!core.frames.acquire(frames)) {
      throw new IOException("the memory for written data is too small for what the log holds");
    }
    core.renewPromise(frames.length);
    return new FrameLoan(core, frames);
  }

  private static FrameLoan take(ImageCore core, Flusher flusher, int count, boolean removing)
      throws IOException {
    core.requireChangeable();
    flusher.withSpace(
        () -> {
          core.promise(count, removing);
          return true;
        });
    int[] frames = new int[count];
    boolean complete = false;
    try {
      flusher.acquireFrames(frames);
      complete = true;
    } finally {
      if (!complete) {
        core.endPromise(count);
      }
    }
    return new FrameLoan(core, frames);
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
