package io.mucca.fs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SparseContentTest {
  private static final int PAGE_BYTES = 16;
  private static final int MAX_BYTES = 200;

  private final SparseContent content = new SparseContent(PAGE_BYTES);

  @RepeatedTest(20)
  void behavesLikeAnArrayOfBytes() {
    long seed = new SplittableRandom().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    byte[] array = new byte[MAX_BYTES];
    int size = 0;
    for (int i = 0; i < 1000; i++) {
      int from = random.nextInt(MAX_BYTES);
      int to = from + 1 + random.nextInt(MAX_BYTES - from);
      switch (random.nextInt(3)) {
        case 0 -> {
          byte value = (byte) (1 + random.nextInt(100));
          content.write(from, filled(to - from, value));
          Arrays.fill(array, from, to, value);
          size = Math.max(size, to);
        }
        case 1 -> {
          content.truncate(from);
          Arrays.fill(array, from, MAX_BYTES, (byte) 0);
          size = from;
        }
        default -> {
          content.punchHole(from, to - from);
          Arrays.fill(array, from, to, (byte) 0);
        }
      }
      assertArrayEquals(Arrays.copyOf(array, size), bytes(0, MAX_BYTES), () -> "seed " + seed);
      assertEquals(nextNonZero(array, from), content.seekNonZero(from), () -> "seed " + seed);
      assertTrue(content.allocatedBytes() < size + PAGE_BYTES, () -> "seed " + seed);
    }
  }

  private static MemorySegment filled(int length, byte value) {
    return MemorySegment.ofArray(new byte[length]).fill(value);
  }

  private static long nextNonZero(byte[] array, int from) {
    for (int i = from; i < array.length; i++) {
      if (array[i] != 0) {
        return i;
      }
    }
    return -1;
  }

  private byte[] bytes(long offset, int length) {
    byte[] bytes = new byte[length];
    int read = content.read(offset, MemorySegment.ofArray(bytes));
    return Arrays.copyOf(bytes, read);
  }

  @Test
  void holdsTheLastByteThatAFileCanHave() {
    content.write(Long.MAX_VALUE - 2, filled(2, (byte) 7));

    assertEquals(Long.MAX_VALUE, content.sizeBytes());
    assertArrayEquals(new byte[] {0, 7, 7}, bytes(Long.MAX_VALUE - 3, 10));
    assertEquals(Long.MAX_VALUE, content.seekHole(Long.MAX_VALUE - 1));
  }

  @Test
  void seeksFindPagesAndWhatLiesBetween() {
    content.write(2L * PAGE_BYTES + 3, filled(2 * PAGE_BYTES, (byte) 1));
    content.truncate(10L * PAGE_BYTES);

    assertEquals(2L * PAGE_BYTES, content.seekData(0));
    assertEquals(5L * PAGE_BYTES, content.seekHole(2L * PAGE_BYTES + 1));
    assertEquals(-1, content.seekData(5L * PAGE_BYTES));
    assertEquals(0, content.seekHole(0));
    assertEquals(-1, content.seekHole(10L * PAGE_BYTES));
  }

  @Test
  void copiesDoNotSeeLaterChanges() {
    content.write(0, filled(20, (byte) 1));
    SparseContent copy = content.copy();
    content.write(0, filled(20, (byte) 2));
    content.truncate(5);

    byte[] read = new byte[20];
    assertEquals(20, copy.read(0, MemorySegment.ofArray(read)));
    assertArrayEquals(filled(20, (byte) 1).toArray(ValueLayout.JAVA_BYTE), read);
  }
}
