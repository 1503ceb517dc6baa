package io.mucca.fs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of each of some frames a program wrote, so that the rest of their blocks can be told
 * from them.
 *
 * <p>Mostly it is one range. A frame with several gets a bit for each byte, and keeps that memory,
 * 1/8 of its own, for the next time. Not thread-safe for one frame; different frames are apart.
 */
final class WrittenRanges {
  private static final int IN_BITS = -1;

  private final int frameSize;

  /** The range of each frame; {@link #IN_BITS} as its beginning where there are several. */
  private final int[] from;

  private final int[] to;
  private final long[] @Nullable [] bits;

  WrittenRanges(int frames, int frameSize) {
    this.frameSize = frameSize;
    from = new int[frames];
    to = new int[frames];
    bits = new long[frames][];
  }

  void clear(int frame) {
    from[frame] = 0;
    to[frame] = 0;
  }

  /** Adds a range that is not empty. */
  void add(int frame, int start, int end) {
    boolean isOne = from[frame] != IN_BITS;
    if (isOne && from[frame] == to[frame]) {
      from[frame] = start;
      to[frame] = end;
    } else if (isOne && start <= to[frame] && end >= from[frame]) {
      from[frame] = Math.min(from[frame], start);
      to[frame] = Math.max(to[frame], end);
    } else {
      set(bits(frame), start, end, true);
    }
  }

  void remove(int frame, int start, int end) {
    if (from[frame] == IN_BITS) {
      set(bits(frame), start, end, false);
    } else if (start <= from[frame] && end >= to[frame]) {
      clear(frame);
    } else if (end > from[frame] && start < to[frame]) {
      removePart(frame, start, end);
    }
  }

  private void removePart(int frame, int start, int end) {
    if (start <= from[frame]) {
      from[frame] = end;
    } else if (end >= to[frame]) {
      to[frame] = start;
    } else {
      set(bits(frame), start, end, false);
    }
  }

  /** How many bytes are in the ranges of a frame. */
  int count(int frame) {
    if (from[frame] != IN_BITS) {
      return to[frame] - from[frame];
    }
    int count = 0;
    for (long word : bits(frame)) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** From now on the frame has bits, the same as its range had. */
  private long[] bits(int frame) {
    long[] words = bits[frame];
    if (words == null) {
      words = new long[frameSize / Long.SIZE];
      bits[frame] = words;
    }
    if (from[frame] != IN_BITS) {
      Arrays.fill(words, 0);
      set(words, from[frame], to[frame], true);
      from[frame] = IN_BITS;
    }
    return words;
  }

  private static void set(long[] words, int start, int end, boolean value) {
    for (int at = start; at < end; ) {
      int word = at / Long.SIZE;
      int next = Math.min(end, (word + 1) * Long.SIZE);
      long mask = -1L >>> (Long.SIZE - (next - at)) << at;
      words[word] = value ? words[word] | mask : words[word] & ~mask;
      at = next;
    }
  }
}
