package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CompressionBackOffTest {
  private final CompressionBackOff backOff = new CompressionBackOff();

  /** How many of so many clusters are tried, of which every {@code n}th can be compressed. */
  private int tried(int clusters, int n) {
    int tried = 0;
    for (int i = 1; i <= clusters; i++) {
      if (backOff.isDue()) {
        tried++;
        if (i % n == 0) {
          backOff.succeeded();
        } else {
          backOff.failed();
        }
      }
    }
    return tried;
  }

  @Test
  void whatNeverBecomesShorterIsTriedLessAndLess() {
    assertEquals(5 + 6, tried(5 + 1 + 2 + 4 + 8 + 16 + 32 + 6, 1000));
    assertEquals(10, tried(650, 1000));
  }

  @Test
  void whatBecomesShorterNowAndThenIsTriedAlways() {
    assertEquals(1000, tried(1000, 5));
  }

  @Test
  void oneSuccessForgetsAllFailures() {
    tried(100, 1000);
    backOff.succeeded();
    while (!backOff.isDue()) {
      // What is still to be skipped.
    }
    assertEquals(4, tried(4, 1000));
  }
}
