package io.mucca.tools.wa.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.wa.result.Application;
import io.mucca.tools.wa.result.Latency;
import io.mucca.tools.wa.result.Moment;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.result.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {
  private final List<Comparison.Result> results = new ArrayList<>();

  @Test
  void showsEachFilesystemRelativeToMucca() {
    add("overwrite-fsync", "mucca", 4608, 5000, 1.25);
    add("overwrite-fsync", "ext4", 16384, 16400, 4.1);
    assertEquals(
        """
        overwrite-fsync
        FILESYSTEM  BYTES/OP NOW  SETTLED  x MUCCA  WA NOW  SETTLED  OPS/S  P99 FSYNC
        mucca              4,608    5,000     1.00    1.25     1.25    100    2.50 ms
        ext4              16,384   16,400     3.28    4.10     4.10    100    2.50 ms

        Settled, no other filesystem writes less than mucca in 1 of 1 workloads.
        """,
        new ComparisonText(results).toString());
  }

  @Test
  void figuresAreMediansOfTheRepetitions() {
    for (double settled : new double[] {9000, 5000, 100}) {
      add("append", "mucca", settled, settled, 1.0);
    }
    assertTrue(line("mucca").contains(" 5,000 "), () -> line("mucca"));
  }

  @Test
  void verdictNamesWhoWritesLess() {
    add("append", "mucca", 1000, 1000, 1.0);
    add("append", "xfs", 900, 900, 1.0);
    add("append", "ext4", 950, 950, 1.0);
    add("rename", "mucca", 1000, 1000, null);
    add("rename", "xfs", 999, 999, null);
    assertEquals(
        "Settled, no other filesystem writes less than mucca in 1 of 2 workloads; less is written"
            + " in append (xfs x 0.90).",
        new ComparisonText(results).toString().lines().toList().getLast());
  }

  @Test
  void variantsOfMuccaAreShownButNotItsRivals() {
    add("append", "mucca", 1000, 1000, 1.0);
    add("append", "mucca:block-size=512", 500, 500, 1.0);
    add("append", "ext4", 2000, 2000, 2.0);
    assertTrue(line("mucca:block-size=512").contains(" 0.50 "));
    assertTrue(new ComparisonText(results).toString().endsWith("in 1 of 1 workloads.\n"));
  }

  @Test
  void withoutMuccaThereIsNothingToRelateTo() {
    add("rename", "ext4", 1000, 1000, null);
    assertTrue(line("ext4").matches("ext4 +1,000 +1,000 +- +- +- +100 +2.50 ms"), line("ext4"));
  }

  private String line(String start) {
    return new ComparisonText(results)
        .toString()
        .lines()
        .filter(line -> line.startsWith(start + " "))
        .findFirst()
        .orElse("no line of " + start);
  }

  private void add(
      String task, String filesystem, double now, double settled, @Nullable Double amplification) {
    Subject subject = new Subject("dir", filesystem, "1", Map.of(), "/dev/loop0", 512, 1 << 30);
    results.add(
        new Comparison.Result(
            task,
            new Run(
                task,
                Map.of(),
                1,
                subject,
                Map.of(),
                1,
                Instant.EPOCH,
                new Application(400, 0, 0, 400, 0, 4_000_000),
                moment(now, amplification),
                moment(settled, amplification),
                List.of(new Latency("fsync", 400, 1, 1, 2500, 1, 1)),
                List.of(),
                List.of(),
                Map.of(),
                List.of())));
  }

  private static Moment moment(double bytesPerOperation, @Nullable Double amplification) {
    return new Moment(
        0L,
        null,
        null,
        0,
        0,
        0,
        amplification,
        null,
        bytesPerOperation,
        0,
        null,
        List.of(),
        List.of());
  }
}
