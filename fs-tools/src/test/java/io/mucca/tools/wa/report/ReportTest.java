package io.mucca.tools.wa.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.wa.figure.ResultReader;
import io.mucca.tools.wa.figure.Study;
import io.mucca.tools.wa.report.SampleResults.RunBuilder;
import io.mucca.tools.wa.report.page.Block;
import io.mucca.tools.wa.report.page.Document;
import io.mucca.tools.wa.report.page.HtmlWriter;
import io.mucca.tools.wa.report.page.MarkdownWriter;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.result.Run;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What reports say, in all their forms. */
class ReportTest {
  @TempDir private Path directory;

  /** A hundred writes of 4 KiB; 1.1875 × settled. */
  private static RunBuilder small(int repeat) {
    RunBuilder run = new RunBuilder("overwrite-fsync", 100, repeat);
    run.now.put("data", "fsync", 409_600);
    run.now.put("log-record", "fsync", 51_200);
    run.settled.putAll(run.now);
    run.settled.put("tree-leaf", "log-full", 25_600);
    return run;
  }

  private static ResultFile file(RunBuilder... runs) {
    List<Run> built = new ArrayList<>();
    for (RunBuilder run : runs) {
      built.add(run.build());
    }
    return SampleResults.file("mucca wa run", built);
  }

  private Document report(ResultFile result) throws IOException {
    Path path = SampleResults.write(directory.resolve("r.json"), result);
    return Report.of(ResultReader.readAll(List.of(path)));
  }

  private String summary(ResultFile result) throws IOException {
    Path path = SampleResults.write(directory.resolve("r.json"), result);
    return Summary.of(Study.of(ResultReader.readAll(List.of(path))), List.of()).toText();
  }

  private String markdown(ResultFile result) throws IOException {
    return MarkdownWriter.write(report(result));
  }

  private static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text.contains(part), () -> part + "\nis not in\n" + text);
    }
  }

  @Test
  void verdictSaysWhatItCostsAndWhatFor() throws IOException {
    assertEquals(
        """
        overwrite-fsync
          mucca: 1.188 × settled, 1.125 × at the last fsync: 84 % data, 11 % log records because\
         of fsync, 5.3 % tree leaves because the log was full.
        """,
        summary(file(small(1))));
  }

  @Test
  void breakdownIsATableThatAddsUp() throws IOException {
    assertContains(
        markdown(file(small(1))),
        """
        | bytes submitted, settled | `fsync` | `log-full` | total | share |
        | --- | ---: | ---: | ---: | ---: |
        | data | 409,600 | – | 409,600 | 84 % |
        | log records | 51,200 | – | 51,200 | 11 % |
        | tree leaves | – | 25,600 | 25,600 | 5.3 % |
        | total | 460,800 | 25,600 | 486,400 | 100 % |
        """,
        """
        | bytes submitted for root | now | settled | share |
        | --- | ---: | ---: | ---: |
        | `main` | 460,800 | 486,400 | 100 % |
        """);
  }

  @Test
  void definitionsStandInEveryReport() throws IOException {
    for (String text : List.of(markdown(file(small(1))), markdown(SampleResults.compare()))) {
      assertContains(
          text,
          "**application bytes**",
          "**submitted bytes**",
          "**device bytes**",
          "**inside of the SSD**: unknown",
          "from 0 B to 0 B: every byte is accounted for");
    }
  }

  @Test
  void residualIsShownAsDoubtful() throws IOException {
    RunBuilder run = small(1);
    run.residualBytes = 512;
    ResultFile result = file(run);
    assertContains(markdown(result), "not every byte is accounted for");
    assertContains(summary(result), "doubtful: mucca: the kernel counted 512 B more");
  }

  @Test
  void medianLeastAndMostAreThoseOfTheRepetitions() throws IOException {
    RunBuilder low = small(1);
    RunBuilder middle = small(2);
    RunBuilder high = small(3);
    low.settled.put("tree-leaf", "log-full", 24_600);
    high.settled.put("tree-leaf", "log-full", 27_600);
    String text = markdown(file(high, low, middle));
    assertContains(text, "|  | settled | 4,864 B | 4,854 B | 4,884 B |");
    assertContains(text, "repetitions this is number 2, the one in the middle");
    assertFalse(text.contains("noisy"));
  }

  @Test
  void noiseIsWarnedOf() throws IOException {
    RunBuilder high = small(2);
    high.settled.put("tree-leaf", "log-full", 100_000);
    assertContains(
        summary(file(small(1), high)), "doubtful: mucca: noisy. σ over 2 repetitions is");
  }

  @Test
  void partsThatDoNotAddUpAreDoubtful() throws IOException {
    RunBuilder run = small(1);
    run.roots.put("main", 400_000L);
    ResultFile result = file(run);
    Path path = SampleResults.write(directory.resolve("r.json"), result);
    String json = Files.readString(path);
    Files.writeString(path, json.replace("\"bytes\" : 25600", "\"bytes\" : 25601"));
    String text = Summary.of(Study.of(ResultReader.readAll(List.of(path))), List.of()).toText();
    assertContains(text, "the parts (settled) do not add up");
  }

  @Test
  void comparisonIsRelativeToMucca() throws IOException {
    assertContains(
        markdown(SampleResults.compare()),
        "| filesystem | WA now | WA settled | by unique bytes | bytes per operation |"
            + " relative to `mucca` |");
  }

  @Test
  void workloadThatWritesNothingHasNoFactor() throws IOException {
    RunBuilder run = small(1);
    run.bytesPerWrite = 0;
    assertContains(
        summary(file(run)), "mucca: 4,864 B per operation settled, 4,608 B at the last fsync:");
  }

  @Test
  void missingRunsAreNamedWithTheCommandThatMakesThem() throws IOException {
    String text = markdown(file(small(1)));
    assertContains(text, "only one side of this comparison");
    assertContains(text, "No run of this kind is in these results");
    for (Scenario scenario : Scenario.values()) {
      assertContains(text, scenario.command());
    }
  }

  @Test
  void copyOnWriteWinsAndLosesByWhatWasMeasured() throws IOException {
    String text = markdown(SampleResults.compare());
    assertContains(text, "`overwrite-fsync`: copy-on-write wins. `mucca` writes 4,777 B");
    assertContains(text, "`sequential-write`: copy-on-write neither wins nor loses.");
    assertContains(
        markdown(SampleResults.readHeavy()),
        "`fragmentation`: copy-on-write loses. `btrfs` reads 1,390 MB/s, `ext4`");
  }

  @Test
  void hostileNamesAreOnlyText() throws IOException, SAXException, ParserConfigurationException {
    Document report = report(SampleResults.afterSnapshot());
    String html = HtmlWriter.write(report);
    assertFalse(html.contains("<script"));
    assertFalse(html.contains("\u202e"));
    assertContains(html, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;|`x`\uFFFD\uFFFD");
    for (Block.Chart chart : report.charts()) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(chart.svg().standalone())));
    }
    String row =
        MarkdownWriter.write(report)
            .lines()
            .filter(line -> line.contains("alert"))
            .findFirst()
            .orElseThrow();
    assertContains(row, "\\<script\\>", "\\|\\`x\\`");
    assertEquals(5, row.split("(?<!\\\\)\\|", -1).length - 1, row);
  }

  @Test
  void tableHasARowForEachRun() throws IOException {
    RunBuilder run = small(1);
    run.parameters.put("note", "a \"b\", c");
    Path path = SampleResults.write(directory.resolve("r.json"), file(run, small(2)));
    String csv = CsvWriter.write(ResultReader.readAll(List.of(path)));
    List<String> lines = csv.lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.getFirst().startsWith(CsvWriter.MARK), csv);
    List<String> columns = List.of(lines.getFirst().split(","));
    List<String> second = List.of(lines.get(2).split(",", -1));
    assertEquals(columns.size(), second.size());
    assertEquals("25600", second.get(columns.indexOf("settled.breakdown.tree-leaf.log-full")));
    assertEquals("486400", second.get(columns.indexOf("settled.roots.main")));
    assertEquals("4864.0", second.get(columns.indexOf("settled.bytesPerOperation")));
    assertEquals("988.0", second.get(columns.indexOf("latencies.fsync.p99Micros")));
    assertEquals("2", second.get(columns.indexOf("repeat")));
    assertContains(lines.get(1), "\"a \"\"b\"\", c\"");
  }

  @Test
  void sweepsAreDrawnByTheNumberOfTheirAxes() throws IOException {
    List<String> one = names(report(SampleResults.sweepOfOne()));
    assertTrue(one.contains("workload-1-overwrite-fsync-every-amplification"), one::toString);
    List<String> two = names(report(SampleResults.sweepOfTwo()));
    assertTrue(two.contains("workload-1-random-write-map"), two::toString);
    assertTrue(two.contains("workload-1-random-write-price-risk"), two::toString);
  }

  private static List<String> names(Document report) {
    return report.charts().stream().map(Block.Chart::name).toList();
  }
}
