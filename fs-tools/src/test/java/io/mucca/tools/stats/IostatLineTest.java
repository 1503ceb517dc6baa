package io.mucca.tools.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IostatLineTest {
  private final IostatLine line = new IostatLine(Accounts.sample(), false);

  @Test
  void headingsStandAboveTheirNumbers() {
    String[] headings = IostatLine.headings().split("\n", -1);
    String numbers = line.line(false);
    assertEquals(numbers.length() - 1, headings[1].length());
    assertEquals("write", column(headings[1], 5));
    assertEquals("4.00K", column(numbers, 5));
    assertEquals("logpad", column(headings[1], 12));
    assertEquals("206", column(numbers, 12));
  }

  private static String column(String text, int index) {
    return text.substring(index * 8, index * 8 + 6).strip();
  }

  @Test
  void ratesAreOfASecond() {
    String expected =
        "1 0.50 1 0 1.00K 4.00K 2.00K 8.00K 2.00 4.00K 0 50 206 3.75K 0 0 0 0 - - 10ns 30ns - -";
    assertEquals(expected.replace(' ', '\t') + "\n", line.line(true));
  }

  @Test
  void exactNumbersAreBytesAndNanoseconds() {
    String[] cells = new IostatLine(Accounts.sample(), true).line(true).strip().split("\t", -1);
    assertEquals("4096", cells[5]);
    assertEquals("8192", cells[7]);
    assertEquals("30", cells[21]);
    assertEquals(24, cells.length);
  }

  @Test
  void detailsHaveCausesAndRoots() {
    assertEquals(
        """
        cause\tfsync\t4.25K\t53.1
        cause\trequest\t3.75K\t46.9
        root\t(destroyed)\t3.75K\t46.9
        root\t(image)\t256\t3.1
        root\tmain\t4.00K\t50.0
        """,
        line.details(true));
  }
}
