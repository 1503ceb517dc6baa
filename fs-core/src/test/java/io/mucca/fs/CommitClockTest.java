package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class CommitClockTest {
  private final CommitClock clock = new CommitClock(50, 1000);

  @Test
  void isDueOnceSomethingHasWaitedForAnInterval() {
    assertFalse(clock.isDue(1049, true));
    assertTrue(clock.isDue(1050, true));
  }

  @Test
  void timeWithNothingToCommitDoesNotCount() {
    assertFalse(clock.isDue(1200, false));
    assertFalse(clock.isDue(1249, true));
    assertTrue(clock.isDue(1250, true));
  }

  @Test
  void nothingToCommitIsNeverDue() {
    assertFalse(clock.isDue(9000, false));
  }

  @Test
  void beginsAnewWithACommit() {
    assertTrue(clock.isDue(1060, true));
    clock.committed(1070);
    assertFalse(clock.isDue(1119, true));
    assertTrue(clock.isDue(1120, true));
  }
}
