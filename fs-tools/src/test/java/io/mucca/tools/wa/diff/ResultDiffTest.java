package io.mucca.tools.wa.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mucca.tools.text.Json;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.ResultReader;
import io.mucca.tools.wa.report.SampleResults;
import io.mucca.tools.wa.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a comparison of two results accepts, and what not. */
class ResultDiffTest {
  private static final String NAME = "overwrite-fsync on mucca (mount)";

  @TempDir private Path directory;
  private Path base;
  private Path latest;
  private JsonNode json;

  @BeforeEach
  void makeResults() throws IOException {
    base = SampleResults.write(directory.resolve("base.json"), SampleResults.single());
    latest = SampleResults.write(directory.resolve("new.json"), SampleResults.single());
    json = Json.mapper().readTree(latest.toFile());
  }

  private ArrayNode runs() {
    return (ArrayNode) json.path("runs");
  }

  private void scale(String moment, double factor) {
    for (JsonNode run : runs()) {
      ObjectNode of = (ObjectNode) run.path(moment);
      of.put("bytesPerOperation", of.path("bytesPerOperation").doubleValue() * factor);
    }
  }

  private ResultDiff diff(double failAbovePercent) throws IOException {
    Json.mapper().writeValue(latest.toFile(), json);
    List<ResultDocument> documents = ResultReader.readAll(List.of(base, latest));
    return ResultDiff.of(documents.getFirst(), documents.getLast(), failAbovePercent);
  }

  private static Change change(ResultDiff diff, String figure) {
    return diff.compared().getFirst().changes().stream()
        .filter(change -> change.figure().equals(figure))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sameResultsAreAcceptable() throws IOException {
    ResultDiff diff = diff(0);
    assertTrue(diff.isAcceptable(), diff::toText);
    assertEquals(1, diff.compared().size());
    assertEquals(NAME, diff.compared().getFirst().name());
    assertEquals(0, change(diff, "WA settled").percent());
    assertTrue(diff.toText().contains("… of these log-record"), diff::toText);
  }

  @Test
  void riseOfWhatSettlesFailsAboveTheLimitOnly() throws IOException {
    scale("settled", 1.1);
    assertTrue(diff(11).isAcceptable());
    ResultDiff diff = diff(9);
    assertEquals(
        List.of(NAME + ": bytes/operation settled rose by +10.0 %, which is more than 9 %"),
        diff.failures());
    assertEquals(10, change(diff, "bytes/operation settled").percent(), 1e-6);
  }

  @Test
  void riseNowFailsAsWell() throws IOException {
    scale("now", 1.06);
    assertEquals(1, diff(5).failures().size());
  }

  @Test
  void fallIsAcceptable() throws IOException {
    scale("now", 0.5);
    scale("settled", 0.5);
    assertTrue(diff(5).isAcceptable());
  }

  @Test
  void oneNoisyRepetitionDoesNotMoveTheMedian() throws IOException {
    ObjectNode settled = (ObjectNode) runs().path(3).path("settled");
    settled.put("bytesPerOperation", 99_999.0);
    assertTrue(diff(5).isAcceptable());
  }

  @Test
  void costWhereThereWasNoneFails() throws IOException {
    JsonNode old = Json.mapper().readTree(base.toFile());
    for (JsonNode run : old.path("runs")) {
      ((ObjectNode) run.path("now")).put("bytesPerOperation", 0.0);
    }
    Json.mapper().writeValue(base.toFile(), old);
    ResultDiff diff = diff(5);
    assertEquals("from nothing", change(diff, "bytes/operation now").text());
    assertEquals(1, diff.failures().size());
  }

  @Test
  void missingRunFailsAndNewOneIsNamed() throws IOException {
    for (JsonNode run : runs()) {
      ((ObjectNode) run).put("workload", "append-fsync");
    }
    ResultDiff diff = diff(5);
    assertEquals(List.of(NAME), diff.missing());
    assertEquals(List.of("append-fsync on mucca (mount)"), diff.added());
    assertEquals(List.of(NAME + " is missing in the new results; run it again"), diff.failures());
    assertTrue(diff.toText().contains("new: append-fsync"), diff::toText);
  }

  @Test
  void otherParametersAreAnotherRun() throws IOException {
    for (JsonNode run : runs()) {
      ((ObjectNode) run.path("parameters")).put("write-size", "8K");
    }
    assertEquals(1, diff(5).missing().size());
  }

  @Test
  void residualInTheNewResultsFails() throws IOException {
    ((ObjectNode) runs().path(2).path("settled")).put("residualBytes", 4096);
    ResultDiff diff = diff(5);
    assertEquals(1, diff.failures().size());
    assertTrue(
        diff.failures()
            .getFirst()
            .contains("residual of 4,096 B at #2/runs/2/settled/residualBytes"),
        diff::toText);
  }

  @Test
  void residualThatIsNotKnownDoesNotFail() throws IOException {
    for (JsonNode run : runs()) {
      ((ObjectNode) run.path("settled")).putNull("residualBytes");
    }
    assertTrue(diff(5).isAcceptable());
  }

  @Test
  void pointsOfASweepAreMatched() throws IOException {
    ResultFile sweep = SampleResults.sweepOfTwo();
    base = SampleResults.write(directory.resolve("s1.json"), sweep);
    latest = SampleResults.write(directory.resolve("s2.json"), sweep);
    json = Json.mapper().readTree(latest.toFile());
    runs().remove(5);
    ResultDiff diff = diff(5);
    assertEquals(15, diff.compared().size());
    assertEquals(
        List.of("random-write on mucca (mount), block-size 4K, commit-interval 1s"),
        diff.missing());
  }
}
