package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WrittenRangesTest {
  private static final int FRAMES = 3;
  private static final int FRAME_BYTES = 4096;

  @Test
  void countsAreThoseOfASetOfBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    WrittenRanges ranges = new WrittenRanges(FRAMES, FRAME_BYTES);
    BitSet[] expected = {new BitSet(), new BitSet(), new BitSet()};
    for (int i = 0; i < 20_000; i++) {
      int frame = random.nextInt(FRAMES);
      int from = random.nextInt(FRAME_BYTES);
      int most = random.nextBoolean() ? 8 : FRAME_BYTES;
      int to = Math.min(FRAME_BYTES, from + 1 + random.nextInt(most));
      switch (random.nextInt(12)) {
        case 0 -> {
          ranges.clear(frame);
          expected[frame].clear();
        }
        case 1, 2, 3 -> {
          ranges.remove(frame, from, to);
          expected[frame].clear(from, to);
        }
        default -> {
          ranges.add(frame, from, to);
          expected[frame].set(from, to);
        }
      }
      int step = i;
      assertEquals(
          expected[frame].cardinality(),
          ranges.count(frame),
          () -> "step " + step + ", seed " + seed);
    }
  }

  @Test
  void bytesWrittenTwiceCountOnce() {
    WrittenRanges ranges = new WrittenRanges(1, FRAME_BYTES);
    ranges.add(0, 10, 20);
    ranges.add(0, 15, 25);
    ranges.add(0, 25, 30);
    assertEquals(20, ranges.count(0));
  }
}
