package io.mucca.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void everyTimeIsToldToASixteenthAndNeverTooShort() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      long nanos = random.nextLong(1L << (1 + random.nextInt(43)));
      LatencyRecorder recorder = new LatencyRecorder();
      recorder.record(nanos);
      long told = recorder.counts().percentileNanos(50);
      assertTrue(
          told >= nanos && told - nanos <= nanos / 16,
          () -> nanos + " ns are told as " + told + ", seed " + seed);
    }
  }

  @Test
  void percentilesCutTheTimesWhereTheySay() {
    LatencyRecorder recorder = new LatencyRecorder();
    for (int i = 1; i <= 100; i++) {
      recorder.record(i <= 90 ? 10 : i <= 99 ? 20 : 31);
    }
    Latencies latencies = recorder.counts();
    assertEquals(100, latencies.count());
    assertEquals(90 * 10 + 9 * 20 + 31, latencies.totalNanos());
    assertEquals(10, latencies.percentileNanos(0));
    assertEquals(10, latencies.percentileNanos(90));
    assertEquals(20, latencies.percentileNanos(99));
    assertEquals(31, latencies.maxNanos());
  }

  @Test
  void longestTimesShareTheLastBucket() {
    LatencyRecorder recorder = new LatencyRecorder();
    recorder.record(Long.MAX_VALUE);
    recorder.record(-1);
    assertEquals(2, recorder.counts().count());
    assertEquals((1L << 43) - 1, recorder.counts().maxNanos());
    assertEquals(0, recorder.counts().percentileNanos(0));
  }

  @Test
  void nothingHasNoPercentiles() {
    assertEquals(0, Latencies.NONE.percentileNanos(99));
    assertThrows(IllegalArgumentException.class, () -> Latencies.NONE.percentileNanos(101));
  }

  @Test
  void differenceHasWhatCameBetween() {
    LatencyRecorder recorder = new LatencyRecorder();
    recorder.record(5);
    Latencies before = recorder.counts();
    recorder.record(1000);
    recorder.record(5);
    Latencies between = recorder.counts().since(before);
    assertEquals(2, between.count());
    assertEquals(1005, between.totalNanos());
    assertEquals(before, before.since(Latencies.NONE));
  }
}
