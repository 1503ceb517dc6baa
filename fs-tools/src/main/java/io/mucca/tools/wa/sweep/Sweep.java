package io.mucca.tools.wa.sweep;

import io.mucca.tools.text.Console;
import io.mucca.tools.text.Progress;
import io.mucca.tools.wa.result.Provenance;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a sweep, one after the other. Each result goes to the file as soon as it is there,
 * and what the file has already is not run again: so an interrupted sweep goes on where it was.
 */
public final class Sweep {
  private final Console console;
  private final @Nullable Path file;

  /**
   * @param file for results; null to keep them in memory only
   */
  public Sweep(Console console, @Nullable Path file) {
    this.console = console;
    this.file = file;
  }

  /** Runs what is missing; returns all that the file has then. */
  public ResultFile run(List<SweepStep> steps, Provenance provenance) throws IOException {
    ResultFile results = before(provenance);
    List<SweepStep> missing = missing(steps, results);
    if (missing.size() < steps.size()) {
      tell(
          "%d of %d runs are there already".formatted(steps.size() - missing.size(), steps.size()));
    }
    Eta eta = new Eta();
    for (int done = 0; done < missing.size(); done++) {
      SweepStep step = missing.get(done);
      String where =
          "%d/%d %s %s"
              .formatted(
                  done + 1, missing.size(), step.describe(), eta.left(done, missing.size() - done))
              .strip();
      if (!console.interactive()) {
        tell(where);
      }
      results = with(results, run(step, where));
      if (file != null) {
        ResultStore.write(file, results);
      }
    }
    return results;
  }

  private ResultFile before(Provenance provenance) throws IOException {
    return file != null && Files.exists(file)
        ? ResultStore.read(file)
        : new ResultFile(ResultFile.SCHEMA, provenance, List.of());
  }

  private static List<SweepStep> missing(List<SweepStep> steps, ResultFile results) {
    return steps.stream()
        .filter(step -> results.runs().stream().noneMatch(step::isDoneBy))
        .toList();
  }

  private Run run(SweepStep step, String where) throws IOException {
    try (Progress progress = new Progress(console, where)) {
      return step.experiment().run(step.opener(), step.axes(), step.repeat(), progress::update);
    }
  }

  private static ResultFile with(ResultFile results, Run run) {
    List<Run> runs = new ArrayList<>(results.runs());
    runs.add(run);
    return new ResultFile(results.schema(), results.provenance(), runs);
  }

  private void tell(String line) {
    console.err().println("mucca: wa sweep: " + line);
    console.err().flush();
  }
}
