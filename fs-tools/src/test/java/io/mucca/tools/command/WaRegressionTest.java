package io.mucca.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.wa.result.Application;
import io.mucca.tools.wa.result.Provenance;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.ResultStore;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing has become dearer by more than 5 % since the figures that are checked in. They are counts
 * of bytes in memory, of one thread, with nothing that goes by the clock: the machine does not
 * matter. Times in log records make these a few bytes longer or shorter.
 */
class WaRegressionTest {
  private static final Path BASELINE = Path.of("src/test/resources/wa-baseline.json");

  /** With this property set the figures of today are checked in. */
  private static final String RENEW = "wa.renew";

  private static final List<String> RUN =
      List.of(
          "wa run overwrite-fsync append-fsync one-byte batch metadata fragmentation"
              + " after-snapshot divergence sqlite",
          "--set operations=200 --set file-size=1M --set clones=2 --set every=20",
          "--set wal-pages=100 --size 64M --mount-option commit-interval=1h");

  @TempDir private Path directory;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int mucca(String line) {
    out = new StringWriter();
    err = new StringWriter();
    return CommandRun.execute(
        directory,
        (path, _) -> {
          throw new IOException("there is no " + path);
        },
        out,
        err,
        line.split(" "));
  }

  private Path run(String options) {
    Path results = directory.resolve("new.json");
    String line = String.join(" ", RUN) + options + " -o " + results;
    assertEquals(0, mucca(line), err::toString);
    return results;
  }

  private int diff(Path results) {
    return mucca("wa diff " + BASELINE + " " + results + " --fail-above 5%");
  }

  @Test
  void writingHasNotBecomeDearer() throws IOException {
    Path results = run("");
    if (System.getProperty(RENEW) != null) {
      ResultStore.write(BASELINE, figuresOnly(ResultStore.read(results)));
    }
    assertEquals(0, diff(results), () -> out + "" + err);
  }

  /** The gate itself: sectors of 4096 bytes stand for a change that writes more. */
  @Test
  void whatWritesMoreIsFound() {
    Assumptions.assumeTrue(System.getProperty(RENEW) == null, "the figures are being renewed");
    assertEquals(1, diff(run(" --format-option sector-size=4096")), out::toString);
    assertTrue(out.toString().contains("FAILED: overwrite-fsync on mucca"), out::toString);
  }

  /** Without what is of one machine and one moment. */
  private static ResultFile figuresOnly(ResultFile results) {
    Provenance from = results.provenance();
    Provenance nowhere =
        new Provenance(
            String.join(" ", RUN),
            from.version(),
            Instant.EPOCH,
            "",
            "",
            1,
            0,
            "",
            List.of(),
            List.of());
    List<Run> runs = new ArrayList<>();
    for (Run run : results.runs()) {
      Application done = run.application();
      runs.add(
          new Run(
              run.workload(),
              run.parameters(),
              run.seed(),
              run.subject(),
              run.axes(),
              run.repeat(),
              Instant.EPOCH,
              new Application(
                  done.operations(),
                  done.writtenBytes(),
                  done.uniqueBytes(),
                  done.syncs(),
                  done.readBytes(),
                  0),
              run.now(),
              run.settled(),
              List.of(),
              List.of(),
              List.of(),
              Map.of(),
              List.of()));
    }
    return new ResultFile(results.schema(), nowhere, runs);
  }
}
