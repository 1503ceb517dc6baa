package io.mucca.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.sys.OpenFlags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteBarrierTest {
  private final WriteBarrier barrier = new WriteBarrier(3);

  @BeforeEach
  void beginTwoThreads() {
    assertEquals(0, barrier.begin());
    assertEquals(1, barrier.begin());
  }

  @Test
  void nothingIsAwaitedWithoutAMark() {
    assertTrue(barrier.isPassed());
  }

  @Test
  void everyThreadFinishesARequestAfterTheMarkCame() {
    barrier.finished(0);
    barrier.markOpened();
    barrier.finished(0);
    barrier.finished(1);
    assertFalse(barrier.isPassed(), "the mark is open");
    barrier.markReleased();
    assertFalse(barrier.isPassed(), "thread 1 may have begun earlier");
    barrier.finished(0);
    barrier.finished(0);
    assertFalse(barrier.isPassed(), "thread 1 may have begun earlier");
    barrier.finished(1);
    assertTrue(barrier.isPassed());
  }

  @Test
  void aThreadThatBeginsAfterTheMarkCameIsNotAwaited() {
    barrier.markOpened();
    barrier.markReleased();
    barrier.finished(0);
    barrier.finished(1);
    assertEquals(2, barrier.begin());
    assertTrue(barrier.isPassed());
  }

  @Test
  void theLastOfSeveralMarksCounts() {
    barrier.markOpened();
    barrier.markOpened();
    barrier.markReleased();
    barrier.finished(0);
    barrier.finished(1);
    assertFalse(barrier.isPassed());
    barrier.markReleased();
    barrier.finished(1);
    assertFalse(barrier.isPassed());
    barrier.finished(0);
    assertTrue(barrier.isPassed());
  }

  @Test
  void onlyAllOfTheFlagMakesAMark() {
    int dataSync = 0x1000;
    assertTrue(WriteBarrier.isMark(OpenFlags.O_SYNC | OpenFlags.O_DIRECTORY));
    assertFalse(WriteBarrier.isMark(OpenFlags.O_DIRECTORY | dataSync));
  }
}
