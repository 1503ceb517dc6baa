package io.mucca.tools.wa.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.wa.result.Application;
import io.mucca.tools.wa.result.Event;
import io.mucca.tools.wa.result.Latency;
import io.mucca.tools.wa.result.Moment;
import io.mucca.tools.wa.result.Moment.Part;
import io.mucca.tools.wa.result.Run;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What workloads cost on an image in memory. */
class CoreRunsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "overwrite-fsync | operations=50,file-size=1M | 50 | 204800",
        "batch           | operations=50,file-size=1M,every=7 | 50 | 204800",
        "batch           | operations=50,file-size=1M,every=never | 50 | 204800",
        "group-commit    | operations=50,threads=3,file-size=256K | 50 | 204800",
        "append-fsync    | operations=50,write-size=100 | 50 | 5000",
        "one-byte        | operations=50,file-size=1M | 50 | 50",
        "metadata        | operations=10 | 60 | 0",
        "small-files     | operations=50,file-size=5000 | 50 | 250000",
        "small-files     | operations=50,file-size=0,sync=end | 50 | 0",
        "near-full       | operations=50,fill-percent=80 | 50 | 204800",
        "fragmentation   | operations=50,file-size=1M | 50 | 204800",
        "after-snapshot  | operations=50,file-size=1M | 100 | 409600",
        "divergence      | clones=2,file-size=1M,writes-per-page=0.5 | 256 | 1048576",
        "sqlite          | operations=20,file-size=1M,pages=1,wal-pages=10 | 20 | -1",
        "sqlite          | operations=20,file-size=1M,pages=1,journal=delete | 20 | -1",
      })
  void figuresOfEveryWorkloadAgree(String name, String set, long operations, long bytes)
      throws IOException {
    Run run = Runs.run(Runs.inMemory(), name, 1, parameters(set));
    assertEquals(operations, run.application().operations());
    if (bytes >= 0) {
      assertEquals(bytes, run.application().writtenBytes());
    }
    assertTrue(run.application().uniqueBytes() <= run.application().writtenBytes());
    long settled = assertNotNullValue(run.settled().submittedBytes());
    assertTrue(settled >= assertNotNullValue(run.now().submittedBytes()));
    assertEquals(settled, sum(run.settled()));
    assertEquals(settled, run.series().getLast().deviceBytes(), "counted beside the image");
    assertEquals(run.application().writtenBytes(), run.series().getLast().writtenBytes());
    assertEquals(0, run.series().getLast().bytesAtRisk());
    assertNull(run.settled().residualBytes(), "nobody counts memory");
  }

  private static long assertNotNullValue(Long value) {
    assertNotNull(value);
    return value;
  }

  private static long sum(Moment moment) {
    return moment.breakdown().stream().mapToLong(Moment.Part::bytes).sum();
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : text.split(",")) {
      String[] sides = pair.split("=");
      values.put(sides[0], sides[1]);
    }
    return values;
  }

  @Test
  void overwriteCostsItsBlockAndASector() throws IOException {
    Run run =
        Runs.run(
            Runs.inMemory(), "overwrite-fsync", 1, Map.of("operations", "40", "file-size", "1M"));
    assertEquals(40 * (4096 + 512), run.now().submittedBytes());
    assertEquals(1.125, run.now().writeAmplification());
    assertEquals(4608, run.now().bytesPerOperation());
    assertEquals(41, run.application().syncs());
  }

  @Test
  void uniqueBytesCountOverwrittenOnesOnce() throws IOException {
    Run run =
        Runs.run(
            Runs.inMemory(), "overwrite-fsync", 1, Map.of("operations", "200", "file-size", "32K"));
    assertEquals(200 * 4096, run.application().writtenBytes());
    assertEquals(32 << 10, run.application().uniqueBytes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "overwrite-fsync | operations=30,file-size=1M",
        "metadata        | operations=30",
        "append-fsync    | operations=30"
      })
  void sameSeedGivesSameCounts(String name, String set) throws IOException {
    Run first = Runs.run(Runs.inMemory(), name, 7, parameters(set));
    Run second = Runs.run(Runs.inMemory(), name, 7, parameters(set));
    assertEquals(counts(first.application()), counts(second.application()));
    assertEquals(wholeSectors(first), wholeSectors(second));
    assertEquals(first.now().submittedBytes(), second.now().submittedBytes());
  }

  /** How long a record is goes by the times in it; with its padding it is whole sectors. */
  private static Map<String, Long> wholeSectors(Run run) {
    return run.now().breakdown().stream()
        .collect(
            Collectors.toMap(
                part -> part.category().startsWith("log-") ? "log" : part.category(),
                Part::bytes,
                Long::sum));
  }

  private static List<Long> counts(Application application) {
    return List.of(
        application.operations(),
        application.writtenBytes(),
        application.uniqueBytes(),
        application.syncs(),
        application.readBytes());
  }

  @Test
  void otherSeedChoosesOtherBlocks() throws IOException {
    Map<String, String> set = Map.of("operations", "100", "file-size", "1M");
    Run first = Runs.run(Runs.inMemory(), "overwrite-fsync", 1, set);
    Run second = Runs.run(Runs.inMemory(), "overwrite-fsync", 2, set);
    assertFalse(first.application().uniqueBytes() == second.application().uniqueBytes());
  }

  @Test
  void latenciesAreThoseOfTheWorkloadAlone() throws IOException {
    Run run =
        Runs.run(
            Runs.inMemory(), "overwrite-fsync", 1, Map.of("operations", "25", "file-size", "4M"));
    assertEquals(Map.of("write", 25L, "fsync", 26L), calls(run));
  }

  @Test
  void clonesShareAsMuchAsTheRaceOfWritesSays() throws IOException {
    Run run =
        Runs.run(
            Runs.inMemory(),
            "divergence",
            3,
            Map.of("clones", "3", "file-size", "4M", "writes-per-page", "0.7"));
    double expected = run.extras().get("sharedBytesExpected");
    double measured = run.extras().get("sharedBytesMeasured");
    assertEquals(3 * (4 << 20) * Math.exp(-0.7), expected, 8192);
    assertEquals(expected, measured, 0.08 * expected);
    assertEquals(3, run.events().stream().filter(event -> event.kind().equals("clone")).count());
  }

  /** As strace counts SQLite's calls for 20 inserts, less those for a database that grows. */
  @Test
  void databaseWithALogDoesWhatSqliteDoes() throws IOException {
    Run run =
        Runs.run(
            Runs.inMemory(),
            "sqlite",
            1,
            Map.of("operations", "20", "pages", "1", "file-size", "1M", "wal-pages", "15"));
    Map<String, Long> calls = calls(run);
    long copied = calls.get("read");
    assertTrue(copied > 10 && copied <= 15, () -> copied + " pages of the log in the database");
    assertEquals(
        Map.of("write", 2 + 2 * 20 + copied, "fdatasync", 2 + 20 + 2L, "read", copied), calls);
    assertEquals(2 * 32 + 20 * (24 + 4096) + copied * 4096, run.application().writtenBytes());
  }

  @Test
  void databaseWithAJournalDoesWhatSqliteDoes() throws IOException {
    Run run =
        Runs.run(
            Runs.inMemory(),
            "sqlite",
            1,
            Map.of("operations", "20", "pages", "1", "file-size", "1M", "journal", "delete"));
    assertEquals(
        Map.of(
            "create", 20L, "write", 200L, "fdatasync", 60L, "fsync-directory", 20L, "unlink", 20L),
        calls(run));
    assertEquals(20 * (512 + 2 * (4 + 4096 + 4) + 12 + 2 * 4096), run.application().writtenBytes());
  }

  private static Map<String, Long> calls(Run run) {
    return run.latencies().stream().collect(Collectors.toMap(Latency::operation, Latency::count));
  }

  @Test
  void snapshotCostsASectorAndItsWritesNothingMore() throws IOException {
    Run run =
        Runs.run(
            Runs.inMemory(), "after-snapshot", 1, Map.of("operations", "64", "file-size", "1M"));
    assertEquals(512, run.extras().get("snapshotBytes"));
    assertEquals(4608, run.extras().get("secondWriteBytesPerOperation"));
    assertTrue(run.events().stream().map(Event::kind).anyMatch("snapshot"::equals));
  }

  @Test
  void fileFallsIntoPiecesWhereItIsOverwritten() throws IOException {
    Run run =
        Runs.run(
            Runs.inMemory(), "fragmentation", 1, Map.of("operations", "64", "file-size", "1M"));
    double before = run.extras().get("extentsBefore");
    double after = run.extras().get("extentsAfter");
    assertTrue(before >= 1 && before < 8, () -> "in " + before + " pieces");
    assertTrue(after > before + 10 && after <= before + 2 * 64, () -> "in " + after + " pieces");
    assertTrue(run.extras().get("coldReadMegabytesPerSecondBefore") > 0);
    assertTrue(run.extras().get("coldReadMegabytesPerSecondAfter") > 0);
  }
}
