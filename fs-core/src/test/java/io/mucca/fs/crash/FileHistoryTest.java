package io.mucca.fs.crash;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mucca.fs.RootName;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** In pages of 4 bytes; the time of a step is its number, and so are its events. */
class FileHistoryTest {
  private static final RootName MAIN = RootName.volume("main");
  private static final int PAGE_BYTES = 4;

  private final FileHistory history = new FileHistory(PAGE_BYTES);

  /** A point is a byte of zero. */
  private static SeenFile file(String content, int time) {
    byte[] bytes = content.replace('.', '\0').getBytes(StandardCharsets.US_ASCII);
    return new SeenFile(MAIN, 2, bytes.length, time, time, bytes);
  }

  private void step(int step, String content) {
    history.add(step, file(content, step));
  }

  private void allowed(String content, int time, int survived, int last) {
    assertNull(history.problem(file(content, time), last, survived, last));
  }

  private void forbidden(String content, int time, int survived, int last) {
    assertNotNull(history.problem(file(content, time), last, survived, last));
  }

  @Test
  void pagesMayBeOfDifferentStepsButNotTorn() {
    step(1, "aaaaaaaa");
    step(2, "bbbbbbbb");
    allowed("aaaabbbb", 1, 1, 2);
    allowed("bbbbaaaa", 2, 1, 2);
    forbidden("aabbbbbb", 2, 1, 2);
    forbidden("ccccbbbb", 2, 1, 2);
  }

  @Test
  void whatIsPromisedStays() {
    step(1, "aaaa");
    step(2, "bbbb");
    history.promise(2, 2);
    step(3, "bbbbbb");
    allowed("bbbb", 2, 1, 3);
    allowed("bbbb..", 3, 1, 3);
    forbidden("aaaa", 1, 1, 3);
    forbidden("....", 2, 1, 3);
    forbidden("bb", 2, 1, 3);
  }

  @Test
  void promiseHoldsFromItsEventOn() {
    step(1, "aaaa");
    step(2, "bbbb");
    history.promise(2, 3);
    allowed("aaaa", 1, 1, 2);
    forbidden("aaaa", 1, 1, 3);
  }

  @Test
  void whatHasNotBegunIsNotThere() {
    step(1, "aaaa");
    step(2, "bbbb");
    forbidden("bbbb", 1, 1, 1);
    forbidden("aaaa", 2, 1, 1);
  }

  @Test
  void whatATruncationCutOffDoesNotComeBack() {
    step(1, "aaaaaaaa");
    step(2, "aa");
    step(3, "aa......");
    allowed("aaaaaaaa", 1, 1, 3);
    allowed("aa......", 3, 3, 3);
    forbidden("aaaaaaaa", 3, 3, 3);
    forbidden("aa..aaaa", 3, 3, 3);
  }

  @Test
  void fileThatReplacedAnotherIsWhole() {
    step(1, "");
    step(2, "aaaa");
    step(3, "aaaa");
    history.replaceOther(3);
    allowed("", 1, 2, 3);
    allowed("aaaa", 3, 3, 3);
    forbidden("", 1, 3, 3);
  }

  @Test
  void copyIsHeldToItsOwnPromises() {
    step(1, "aaaa");
    FileHistory copy = history.copy();
    copy.promise(1, 1);
    step(2, "bbbb");
    allowed("bbbb", 2, 2, 2);
    assertNotNull(copy.problem(file("bbbb", 2), 2, 2, 2));
    assertNull(copy.problem(file("aaaa", 1), 2, 2, 2));
  }
}
