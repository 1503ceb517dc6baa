package io.mucca.tools.wa.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.Console;
import io.mucca.tools.wa.engine.EngineOpener;
import io.mucca.tools.wa.engine.MuccaOptions;
import io.mucca.tools.wa.result.Provenance;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.run.Provenances;
import io.mucca.tools.wa.run.Runs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();
  private int opened;

  @Test
  void rangeDoubles() throws Failure {
    Axis axis = Axis.parse("block-size=4k..32K");
    assertEquals(new Axis("block-size", List.of("4096", "8192", "16384", "32768")), axis);
    assertEquals(List.of("3", "6", "12"), Axis.parse("x=3..13").values());
  }

  @Test
  void listKeepsItsWordsAndTurnsSizesIntoBytes() throws Failure {
    assertEquals(List.of("100ms", "off", "65536", "7"), Axis.parse("x=100ms,off,64K,7,7").values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "x=", "=1", "x=8..4", "x=0..4", "x=a..b"})
  void whatVariesNothingIsRefused(String text) {
    Failure failure = assertThrows(Failure.class, () -> Axis.parse(text));
    assertTrue(failure.getMessage().contains(text), failure::getMessage);
  }

  @Test
  void gridHasEveryCombination() {
    List<Axis> axes = List.of(new Axis("a", List.of("1", "2")), new Axis("b", List.of("x", "y")));
    assertEquals(
        List.of(
            Map.of("a", "1", "b", "x"),
            Map.of("a", "1", "b", "y"),
            Map.of("a", "2", "b", "x"),
            Map.of("a", "2", "b", "y")),
        Grid.full(axes));
    assertEquals(4, Grid.size(axes));
    assertEquals(
        List.of(Map.of("a", "1"), Map.of("a", "2"), Map.of("b", "x"), Map.of("b", "y")),
        Grid.oneAtATime(axes));
  }

  @Test
  void interruptedSweepGoesOnWhereItWas() throws IOException {
    Path file = directory.resolve("sweep.json");
    List<SweepStep> steps = List.of(step("10"), step("20"), step("30"));
    Provenance provenance = Provenances.now(List.of("wa", "sweep"));
    sweep(file).run(steps.subList(0, 2), provenance);
    assertEquals(2, opened);
    ResultFile results = sweep(file).run(steps, Provenances.now(List.of("again")));
    assertEquals(3, opened);
    assertEquals(3, results.runs().size());
    assertEquals(provenance, results.provenance());
    assertEquals("30", results.runs().getLast().axes().get("operations"));
    assertEquals(30, results.runs().getLast().application().operations());
    assertTrue(err.toString().contains("2 of 3 runs are there already"), err::toString);
    sweep(file).run(steps, provenance);
    assertEquals(3, opened, "nothing is left to do");
  }

  private Sweep sweep(Path file) {
    Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
    return new Sweep(console, file);
  }

  private SweepStep step(String operations) throws IOException {
    EngineOpener opener = Runs.inMemory();
    return new SweepStep(
        Runs.experiment("append-fsync", 1, Map.of("operations", operations)),
        () -> {
          opened++;
          return opener.open();
        },
        Map.of("operations", operations),
        "core",
        MuccaOptions.of(Map.of(), Map.of("commit-interval", "1h")).shown(),
        1);
  }

  @Test
  void restIsExpectedToTakeAsLong() {
    assertEquals("0:01:30 left", Eta.text(Duration.ofSeconds(60).toNanos(), 2, 3));
    assertEquals("", new Eta().left(0, 3));
  }

  @Test
  void fileOfSomebodyElseIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("x.json"), "[1]");
    List<SweepStep> steps = new ArrayList<>(List.of(step("1")));
    Failure failure =
        assertThrows(Failure.class, () -> sweep(file).run(steps, Provenances.now(List.of())));
    assertTrue(failure.getMessage().contains("is no result file"), failure::getMessage);
  }
}
