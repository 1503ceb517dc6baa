package io.mucca.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.text.Console;
import io.mucca.tools.text.Json;
import io.mucca.tools.wa.report.SampleResults;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mucca wa report} and {@code mucca wa diff}: what they print, write, refuse and return. */
class WaReportCommandTest {
  @TempDir private Path directory;
  private Path result;
  private Path page;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void makeResult() throws IOException {
    result = SampleResults.write(directory.resolve("result.json"), SampleResults.single());
    page = directory.resolve("report.html");
  }

  private int mucca(Object... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    Environment environment =
        Environment.of(
            new Console(new PrintWriter(out), new PrintWriter(err), false),
            new RuntimeDirectory(directory.resolve("run")),
            (_, _, _, _) -> {
              throw new IOException("nothing is mounted here");
            },
            new DaemonLauncher("none"));
    String[] texts = List.of(arguments).stream().map(String::valueOf).toArray(String[]::new);
    return new TopCommand(environment).execute(texts);
  }

  private void assertRefused(int exitCode, String words, Object... arguments) {
    assertEquals(exitCode, mucca(arguments), () -> out + "" + err);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains(words), err::toString);
    assertFalse(err.toString().contains("internal error"), err::toString);
  }

  @Test
  void reportPrintsAVerdictAndWritesWhatIsAskedFor() throws IOException {
    Path charts = directory.resolve("charts");
    Path text = directory.resolve("r.md");
    Path table = directory.resolve("r.csv");
    assertEquals(
        0,
        mucca(
            "wa", "report", result, "--html", page, "--md", text, "--csv", table, "--svg", charts),
        () -> err.toString());
    assertTrue(out.toString().startsWith("overwrite-fsync\n  mucca: 1.1"), out::toString);
    assertTrue(out.toString().contains("wrote " + page), out::toString);
    assertTrue(Files.readString(page).endsWith("</html>\n"));
    assertTrue(Files.readString(text).contains("# Write amplification report"));
    assertEquals(5, Files.readAllLines(table).size());
    assertTrue(Files.exists(charts.resolve("workload-1-overwrite-fsync-breakdown.svg")));
  }

  @Test
  void reportInJsonHasVerdictsAndFiles() throws IOException {
    assertEquals(0, mucca("wa", "report", "--json", result, "--html", page));
    JsonNode json = Json.mapper().readTree(out.toString());
    assertEquals("overwrite-fsync", json.at("/workloads/0/title").asText());
    assertEquals(page.toString(), json.at("/written/0").asText());
  }

  @Test
  void earlierReportIsReplacedAndNothingElseUnlessForced() throws IOException {
    assertEquals(0, mucca("wa", "report", result, "--html", page));
    assertEquals(0, mucca("wa", "report", result, "--html", page), () -> err.toString());
    Files.writeString(page, "my notes");
    assertRefused(1, "no earlier report", "wa", "report", result, "--html", page);
    assertEquals("my notes", Files.readString(page));
    assertEquals(0, mucca("wa", "report", result, "--html", page, "--force"));
    assertTrue(Files.readString(page).startsWith("<!DOCTYPE html>"));
  }

  @Test
  void nothingIsWrittenIfOneOutputIsRefused() throws IOException {
    Path other = Files.writeString(directory.resolve("r.md"), "my notes");
    assertRefused(1, "no earlier report", "wa", "report", result, "--html", page, "--md", other);
    assertFalse(Files.exists(page));
  }

  @Test
  void outputsThatMakeNoSenseAreRefused() throws IOException {
    assertRefused(2, "one of the results", "wa", "report", result, "--html", result, "--force");
    assertRefused(2, "two outputs", "wa", "report", result, "--html", page, "--md", page);
    assertRefused(2, "is a directory", "wa", "report", result, "--html", directory);
    assertRefused(2, "is a file", "wa", "report", result, "--svg", result);
    Path lost = directory.resolve("no/such/r.html");
    assertRefused(10, "mkdir", "wa", "report", result, "--html", lost);
    assertRefused(10, "mkdir", "wa", "report", result, "--svg", directory.resolve("no/such"));
    assertTrue(Files.readString(result).startsWith("{"));
  }

  @Test
  void resultsThatAreNoneAreRefused() throws IOException {
    assertRefused(10, "does not exist", "wa", "report", directory.resolve("none.json"));
    assertRefused(2, "twice", "wa", "report", result, result);
    Path other = Files.writeString(directory.resolve("x.json"), "[1,");
    assertRefused(1, "not JSON", "wa", "report", other);
    assertRefused(2, "--help", "wa", "report");
    assertRefused(2, "say what to do", "wa");
  }

  @Test
  void diffReturnsWhetherWritingBecameDearer() throws IOException {
    Path dearer = directory.resolve("dearer.json");
    String json = Files.readString(result);
    Files.writeString(
        dearer, json.replace("\"bytesPerOperation\" : 4608.0", "\"bytesPerOperation\" : 4900.0"));
    Path same = Files.copy(result, directory.resolve("same.json"));
    assertEquals(0, mucca("wa", "diff", result, same), () -> out.toString());
    assertEquals(1, mucca("wa", "diff", result, dearer));
    assertTrue(out.toString().contains("FAILED: overwrite-fsync on mucca"), out::toString);
    assertEquals("", err.toString());
    assertEquals(0, mucca("wa", "diff", result, dearer, "--fail-above", "7%"));
    assertEquals(1, mucca("wa", "diff", result, dearer, "--fail-above=6", "--json"));
    JsonNode diff = Json.mapper().readTree(out.toString());
    assertFalse(diff.path("acceptable").asBoolean(true));
    assertEquals(6.0, diff.path("failAbovePercent").asDouble());
    assertEquals(1, diff.path("failures").size());
    assertEquals(4608.0, diff.at("/compared/0/changes/2/oldValue").asDouble());
    assertEquals(4900.0, diff.at("/compared/0/changes/2/newValue").asDouble());
  }

  @Test
  void diffRefusesWhatItCannotCompare() {
    assertRefused(2, "twice", "wa", "diff", result, result);
    assertRefused(2, "BASE", "wa", "diff");
    assertRefused(2, "no percentage", "wa", "diff", result, page, "--fail-above", "-1%");
    assertRefused(2, "no percentage", "wa", "diff", result, page, "--fail-above", "much");
    assertRefused(10, "does not exist", "wa", "diff", result, page);
  }
}
