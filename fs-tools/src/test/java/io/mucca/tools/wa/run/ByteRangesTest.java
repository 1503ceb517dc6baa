package io.mucca.tools.wa.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ByteRangesTest {
  @Test
  void countsWhatABitSetCounts() {
    SplittableRandom random = new SplittableRandom(5);
    ByteRanges ranges = new ByteRanges();
    BitSet model = new BitSet();
    for (int i = 0; i < 3000; i++) {
      int start = random.nextInt(5000);
      int end = start + 1 + random.nextInt(20);
      int before = model.cardinality();
      model.set(start, end);
      assertEquals(model.cardinality() - before, ranges.add(start, end), "seed 5, step " + i);
    }
  }
}
