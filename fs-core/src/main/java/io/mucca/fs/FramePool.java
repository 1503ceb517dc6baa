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
  /** Memory is taken in pieces of this size, or of 1/16 of the whole where that is less. */
  private static final int CHUNK_BYTES = 4 << 20;

  private static final long AWAIT_NANOS = 20_000_000;

  /** Content that one write is about to change at most. */
  private static final int MAX_LOAN_BYTES = 1 << 20;

  private final int frameSize;
  private final int framesPerChunk;
  private final int maxFrames;
  private final Arena arena = Arena.ofAuto();
  private final IntArrayList free = new IntArrayList();

  /** Replaced as a whole when it grows, so that reading it needs no lock. */
  private volatile List<Chunk> chunks = List.of();

  /** Some frames, and which bytes of each a program wrote. */
  private record Chunk(MemorySegment memory, WrittenRanges written) {}

  private int used;

  FramePool(int frameSize, long maxBytes) {
    this.frameSize = frameSize;
    this.framesPerChunk = (int) Math.max(1, Math.min(CHUNK_BYTES, maxBytes / 16) / frameSize);
    // Three quarters are written back before a writer waits, and the last has room for any loan.
    long least = 4L * (MAX_LOAN_BYTES / frameSize + 8);
    this.maxFrames = (int) Math.min(Integer.MAX_VALUE / 2, Math.max(least, maxBytes / frameSize));
  }

  /**
   * Takes as many frames with undefined content as the array has places, or none at all and returns
   * false: writers that each held a part of what they need would wait for one another.
   */
  synchronized boolean acquire(int[] target) {
    if (target.length > maxFrames - used) {
      return false;
    }
    for (int i = 0; i < target.length; i++) {
      target[i] = acquire();
    }
    return true;
  }

  private int acquire() {
    if (free.isEmpty()) {
      int made = chunks.size() * framesPerChunk;
      List<Chunk> grown = new ArrayList<>(chunks);
      MemorySegment memory = arena.allocate((long) framesPerChunk * frameSize, 4096);
      grown.add(new Chunk(memory, new WrittenRanges(framesPerChunk, frameSize)));
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
        .memory()
        .asSlice((long) (number % framesPerChunk) * frameSize, frameSize);
  }

  /**
   * No program has written anything to a frame yet. Frames that are in use belong to their user.
   */
  void clearWritten(int number) {
    written(number).clear(number % framesPerChunk);
  }

  /** A program has written these bytes of a frame. */
  void addWritten(int number, int from, int to) {
    written(number).add(number % framesPerChunk, from, to);
  }

  /** These bytes of a frame are no program's any more. */
  void removeWritten(int number, int from, int to) {
    written(number).remove(number % framesPerChunk, from, to);
  }

  /** How many bytes of a frame programs have written. */
  int writtenBytes(int number) {
    return written(number).count(number % framesPerChunk);
  }

  private WrittenRanges written(int number) {
    return chunks.get(number / framesPerChunk).written();
  }

  synchronized int usedFrames() {
    return used;
  }

  /**
   * Three quarters are in use: time to write back. Sooner would write pages that are about to be
   * written again; later would let writers wait.
   */
  synchronized boolean areScarce() {
    return used > maxFrames / 4 * 3;
  }

  int maxFrames() {
    return maxFrames;
  }

  /** Waits a moment, or until so many frames are free if that is sooner. */
  synchronized void awaitRelease(int count) {
    long deadline = System.nanoTime() + AWAIT_NANOS;
    try {
      while (count > maxFrames - used && System.nanoTime() < deadline) {
        wait(1 + AWAIT_NANOS / 1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
