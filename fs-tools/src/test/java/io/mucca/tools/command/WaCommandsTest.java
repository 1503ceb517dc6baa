package io.mucca.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.Mucca;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.text.Console;
import io.mucca.tools.wa.result.ResultFile;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.ResultStore;
import io.mucca.tools.wa.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code mucca wa} prints and returns. */
class WaCommandsTest {
  @TempDir private Path directory;
  private StringWriter out;
  private StringWriter err;

  private int mucca(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    Environment environment =
        Environment.of(
            console,
            new RuntimeDirectory(directory.resolve("run")),
            (_, _, _, _) -> {
              throw new IOException("nothing is mounted here");
            },
            new DaemonLauncher(Mucca.class.getName()));
    return new TopCommand(environment).execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "wa | 2 | say what to do",
        "wa run | 2 | name a workload",
        "wa run overwrite-fsnyc | 2 | did you mean 'overwrite-fsync'?",
        "wa run sqlit | 2 | did you mean 'sqlite'?",
        "wa run batch --set colour=red | 2 | batch has no parameter 'colour'; it has operations",
        "wa run batch --set operations=none | 2 | operations cannot be 'none': it is a number",
        "wa run batch --set every=0 | 2 | every cannot be '0': it is never, or a number from 1",
        "wa run group-commit --set threads=65 | 2 | threads cannot be '65'",
        "wa run near-full --set fill-percent=96 | 2 | fill-percent cannot be '96'",
        "wa run sqlite --set journal=memory | 2 | one of wal, delete",
        "wa run batch --set compressibility=NaN | 2 | compressibility cannot be 'NaN'",
        "wa run batch --engine zfs | 2 | there is no engine 'zfs'; take core, mount or dir",
        "wa run batch --engine dir | 2 | needs a directory: --dir DIR",
        "wa run batch --engine dir --dir /no/such | 10 | /no/such is no directory",
        "wa run batch --engine core --dir / | 2 | --dir and --dev are for --engine dir",
        "wa run batch --dir / --image x | 2 | --image is for --engine core and mount",
        "wa run batch --size 1K | 2 | give a larger --size",
        "wa run batch --repeat 0 | 2 | --repeat can be 1 to 1000",
        "wa run batch --sector-size 1000 | 2 | 512 or 4096",
        "wa run batch --format-option sector-size=9 | 2 | a sector has 512 or 4096 bytes, not 9",
        "wa run batch --sector-size 4096 --format-option sector-size=512 | 2 | own have 4096",
        "wa run batch --format-option colour=red | 2 | there is no format option 'colour'",
        "wa run batch --format-option block-size=5000 | 2 | block size must be a power of two",
        "wa run batch --format-option compression=zip | 2 | a compression is off, lz4, zstd or",
        "wa run batch --mount-option commit-interval=soon | 2 | 'soon' is not a time",
        "wa run replay | 2 | replay needs a trace file: --set trace=FILE",
        "wa run replay --set trace=/no/such | 10 | /no/such: no such file",
        "wa sweep batch | 2 | --vary",
        "wa sweep batch --vary colour=red,blue | 2 | 'colour' is no option of format or mount",
        "wa sweep batch --vary every=1..1024 --vary operations=1..1024 | 2 | these are 121 runs;",
        "wa sweep batch --vary every=1,2 --vary every=3 | 2 | 'every' is varied twice",
        "wa sweep batch --vary block-size=4k..1m | 2 | block size must be a power of two from 512",
        "wa sweep batch --dir / --vary block-size=4k,8k | 2 | is an option of mucca",
      })
  void failureIsOneLineThatSaysWhatToDo(String line, int code, String part) {
    assertEquals(code, mucca(line.split(" ")), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains(part), err::toString);
  }

  @Test
  void existingFileIsNotFormattedUnasked() throws IOException {
    Path file = Files.writeString(directory.resolve("precious"), "x");
    assertEquals(1, mucca("wa", "run", "batch", "--image", file.toString()));
    assertTrue(err.toString().contains("--force does that"), err::toString);
    assertEquals("x", Files.readString(file));
  }

  @Test
  void runOfAnImageFileIsWrittenAndLeavesNothingElse() throws IOException {
    Path file = directory.resolve("r.json");
    Path image = directory.resolve("x.img");
    assertEquals(
        0,
        mucca(
            ("wa run append-fsync small-files --set operations=5 --repeat 2 --size 16M --image "
                    + image
                    + " -o "
                    + file)
                .split(" ")),
        err::toString);
    ResultFile results = ResultStore.read(file);
    assertEquals(4, results.runs().size());
    assertEquals(2, results.runs().get(1).repeat());
    assertEquals(2, results.runs().get(1).seed());
    assertTrue(
        results.provenance().command().startsWith("mucca wa run append-fsync small-files --set"));
    assertEquals(image.toString(), results.runs().getFirst().subject().device());
    assertFalse(Files.exists(image));
    assertEquals(3, out.toString().lines().count(), out::toString);
    assertTrue(out.toString().contains("1.150 (1.150-1.150)"), out::toString);
  }

  @Test
  void sweepOfOptionsAndParametersShowsItsAxes() {
    assertEquals(
        0,
        mucca(
            ("wa sweep append-fsync --vary block-size=4k..8k --vary write-size=512,4K"
                    + " --set operations=4 --size 16M")
                .split(" ")),
        err::toString);
    assertTrue(out.toString().startsWith("WORKLOAD      BLOCK-SIZE  WRITE-SIZE"), out::toString);
    assertEquals(5, out.toString().lines().count(), out::toString);
  }

  @Test
  void everyOptionOfMuccaCanBeAnAxis() throws IOException {
    Path file = directory.resolve("r.json");
    assertEquals(
        0,
        mucca(
            ("wa sweep overwrite-fsync --vary sector-size=512,4096 --vary inline-limit=0,2K"
                    + " --set operations=4 --set file-size=64K --size 16M -o "
                    + file)
                .split(" ")),
        err::toString);
    assertEquals(
        List.of(4608L, 4608L, 8192L, 8192L),
        ResultStore.read(file).runs().stream()
            .map(run -> Math.round(run.now().bytesPerOperation()))
            .toList());
    for (String axis : List.of("node-size=4K,8K", "log-size=64K,1M", "dirty-tree=1M,8M")) {
      assertEquals(
          0,
          mucca(
              ("wa sweep overwrite-fsync --set operations=2 --set file-size=64K --size 16M --vary "
                      + axis)
                  .split(" ")),
          err::toString);
    }
  }

  @Test
  void compressionIsAnAxisForContentThatCanBeCompressed() throws IOException {
    Path file = directory.resolve("r.json");
    assertEquals(
        0,
        mucca(
            ("wa sweep overwrite-fsync --vary compression=off,lz4,zstd:3 --set compressibility=2"
                    + " --set operations=20 --set file-size=1M --size 16M -o "
                    + file)
                .split(" ")),
        err::toString);
    List<Run> runs = ResultStore.read(file).runs();
    assertEquals(
        List.of("off", "lz4", "zstd:3"),
        runs.stream().map(run -> run.axes().get("compression")).toList());
    long[] submitted =
        runs.stream()
            .mapToLong(run -> Objects.requireNonNull(run.now().submittedBytes()))
            .toArray();
    assertTrue(submitted[1] < submitted[0] * 0.7, () -> Arrays.toString(submitted));
    assertTrue(submitted[2] < submitted[0] * 0.7, () -> Arrays.toString(submitted));
  }

  @Test
  void listNamesAllWithTheirDefaults() {
    assertEquals(0, mucca("wa", "run", "--list"));
    Workloads.all()
        .forEach(workload -> assertTrue(out.toString().contains(workload.name() + "\n  ")));
    assertTrue(out.toString().contains("  file-size        64M"), out::toString);
    assertEquals(0, mucca("wa", "run", "--list", "--json"));
    assertTrue(out.toString().contains("\"workloads\" : [ {"), out::toString);
  }
}
