package io.mucca.fs;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Off-heap buffers of one block each for written data that is not on the device yet; known by
 * number. Memory is taken from the system as it is needed, up to a bound, and used again.
 * Thread-safe.
 */
final class FramePool {
  private static final int CHUNK_BYTES = 4 << 20;

  private static final long AWAIT_NANOS = 20_000_000;

  private final int frameSize;
  private final int framesPerChunk;
  private final int maxFrames;
  private final Arena arena = Arena.ofAuto();
  private final IntArrayList free = new IntArrayList();

  /** Replaced as a whole when it grows, so that reading it needs no lock. */
  private volatile List<MemorySegment> chunks = List.of();

  private int used;

  FramePool(int frameSize, long maxBytes) {
    this.frameSize = frameSize;
    this.framesPerChunk = Math.max(1, CHUNK_BYTES / frameSize);
    this.maxFrames = (int) Math.min(Integer.MAX_VALUE / 2, Math.max(64, maxBytes / frameSize));
  }

  /** Takes a frame with undefined content, or returns -1 if all are in use. */
  synchronized int acquire() {
    if (free.isEmpty()) {
      int made = chunks.size() * framesPerChunk;
      if (made >= maxFrames) {
        return -1;
      }
      List<MemorySegment> grown = new ArrayList<>(chunks);
      grown.add(arena.allocate((long) framesPerChunk * frameSize, 4096));
      chunks = grown;
      for (int i = framesPerChunk - 1; i >= 0; i--) {
        free.add(made + i);
      }
    }
    used++;
    return free.popInt();
  }

  synchronized void release(int frame) {
    free.add(frame);
    used--;
    notifyAll();
  }

  MemorySegment frame(int number) {
    return chunks
        .get(number / framesPerChunk)
        .asSlice((long) (number % framesPerChunk) * frameSize, frameSize);
  }

  synchronized int usedFrames() {
    return used;
  }

  int maxFrames() {
    return maxFrames;
  }

  /** Waits a moment, or until a frame has become free if that is sooner. */
  synchronized void awaitRelease() {
    long deadline = System.nanoTime() + AWAIT_NANOS;
    try {
      while (used >= maxFrames && System.nanoTime() < deadline) {
        wait(1 + AWAIT_NANOS / 1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
