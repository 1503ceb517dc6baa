package io.mucca.tools.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.soak.Step.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory may and may not look like after a crash; each step takes a nanosecond. */
class HistoryTest {
  private static final byte[] EMPTY = {};

  private final List<Step> steps = new ArrayList<>();

  private Step step(Kind kind, String name, String other, int offset, int length, boolean ends) {
    int index = steps.size();
    long begin = 10L * index;
    Step step =
        new Step(
            index, kind, name, other, offset, length, index, begin, ends ? begin + 1 : Step.NEVER);
    steps.add(step);
    return step;
  }

  private Step write(String name, int offset, int length) {
    return step(Kind.WRITE, name, "", offset, length, true);
  }

  private void step(Kind kind, String name) {
    step(kind, name, "", 0, 0, true);
  }

  private void rename(String from, String to) {
    step(Kind.RENAME, from, to, 0, 0, true);
  }

  private void isRight(Map<String, byte[]> base, Map<String, byte[]> actual) {
    History history = new History(base, steps);
    assertEquals(null, history.problem(actual, history.afterCrash()));
  }

  private void isWrong(Map<String, byte[]> base, Map<String, byte[]> actual) {
    History history = new History(base, steps);
    assertNotNull(history.problem(actual, history.afterCrash()));
  }

  @Test
  void namesThatNobodySyncedMayBeLost() {
    step(Kind.CREATE, "a");
    rename("a", "b");
    isRight(Map.of(), Map.of());
    isRight(Map.of(), Map.of("a", EMPTY));
    isRight(Map.of(), Map.of("b", EMPTY));
    isWrong(Map.of(), Map.of("a", EMPTY, "b", EMPTY));
  }

  @Test
  void syncOfTheDirectoryPromisesAllNames() {
    step(Kind.CREATE, "a");
    step(Kind.UNLINK, "old");
    step(Kind.SYNC_DIRECTORY, ".");
    isRight(Map.of("old", EMPTY), Map.of("a", EMPTY));
    isWrong(Map.of("old", EMPTY), Map.of("old", EMPTY));
    isWrong(Map.of("old", EMPTY), Map.of("old", EMPTY, "a", EMPTY));
    isWrong(Map.of("old", EMPTY), Map.of());
  }

  @Test
  void syncOfAFilePromisesItsNameAndContent() {
    step(Kind.CREATE, "a");
    byte[] content = write("a", 0, 5000).bytes();
    step(Kind.SYNC_FILE, "a");
    isRight(Map.of(), Map.of("a", content));
    isWrong(Map.of(), Map.of());
    isWrong(Map.of(), Map.of("a", EMPTY));
    isWrong(Map.of(), Map.of("a", new byte[5000]));
  }

  @Test
  void syncThatDidNotReturnPromisesNothing() {
    step(Kind.CREATE, "a");
    step(Kind.SYNC_FILE, "a", "", 0, 0, false);
    isRight(Map.of(), Map.of());
  }

  @Test
  void blocksAreOldOrNewEachByItself() {
    byte[] old = new byte[8192];
    byte[] first = write("a", 0, 4096).bytes();
    byte[] second = write("a", 4096, 4096).bytes();
    byte[] onlySecond = old.clone();
    System.arraycopy(second, 0, onlySecond, 4096, 4096);
    isRight(Map.of("a", old), Map.of("a", onlySecond));
    byte[] torn = old.clone();
    System.arraycopy(first, 0, torn, 0, 100);
    isWrong(Map.of("a", old), Map.of("a", torn));
  }

  @Test
  void appendMayEndBetweenTwoBlocksUntilItIsSynced() {
    byte[] old = new byte[3000];
    Step append = write("a", 3000, 2000);
    byte[] part = Arrays.copyOf(append.applyTo(old), 4096);
    isRight(Map.of("a", old), Map.of("a", part));
    isWrong(Map.of("a", old), Map.of("a", Arrays.copyOf(part, 4000)));
    step(Kind.SYNC_FILE, "a");
    isWrong(Map.of("a", old), Map.of("a", part));
  }

  @Test
  void renameOverShowsTheOldFileOrTheNewOne() {
    step(Kind.CREATE, "t");
    byte[] content = write("t", 0, 300).bytes();
    step(Kind.SYNC_FILE, "t");
    rename("t", "a");
    byte[] old = {1, 2, 3};
    isRight(Map.of("a", old), Map.of("a", old, "t", content));
    isRight(Map.of("a", old), Map.of("a", content));
    isWrong(Map.of("a", old), Map.of("a", old));
    isWrong(Map.of("a", old), Map.of("a", EMPTY));
    isWrong(Map.of("a", old), Map.of("t", content));
  }

  @Test
  void snapshotHoldsWhatWasDoneBeforeAndMayHoldWhatWasDoneMeanwhile() {
    step(Kind.CREATE, "a");
    byte[] before = write("a", 0, 100).bytes();
    byte[] meanwhile = write("a", 0, 100).bytes();
    byte[] after = write("a", 0, 100).bytes();
    History history = new History(Map.of(), steps);
    History.Window window = history.during(15, 25);
    assertEquals(null, history.problem(Map.of("a", before), window));
    assertEquals(null, history.problem(Map.of("a", meanwhile), window));
    assertNotNull(history.problem(Map.of("a", after), window));
    assertNotNull(history.problem(Map.of("a", EMPTY), window));
    assertNotNull(history.problem(Map.of(), window));
  }

  @Test
  void journalIsReadAsItWasWritten(@TempDir Path directory) throws Exception {
    step(Kind.CREATE, "a");
    rename("a", "b");
    step(Kind.WRITE, "b", "", 7, 8, false);
    Path file = directory.resolve("journal");
    try (Journal journal = new Journal(file)) {
      for (Step step : steps) {
        journal.begin(step);
        if (step.hasEnded()) {
          journal.end(step.index(), step.endNanos());
        }
      }
      journal.failed("not\nconnected", 42);
    }
    Journal.Content content = Journal.read(file);
    assertEquals(steps, content.steps());
    assertEquals("not connected", content.failure());
    assertTrue(content.failedNanos() == 42);
  }
}
