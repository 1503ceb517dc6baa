package io.mucca.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.text.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines that make no sense; they are refused before anything is made. */
class WaCompareCommandTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "--against zfs, ext4-data-journal",
    "--against mucca:block-size=3, block",
    "--against mucca:color=red, color",
    "--sector-size 1000, 4096",
    "overwrite-fsyn, overwrite-fsync",
    "append-fsync:write-size=red, write-size",
    "append-fsync:file-size=1M, file-size",
    "append-fsync --set color=red, color",
    "--repeat 0, --repeat",
  })
  void wrongUsageIsExplained(String line, String expected) {
    StringWriter err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("wa", "compare"));
    words.addAll(List.of(line.split(" ")));
    words.addAll(List.of("--work-dir", directory.toString()));
    int exitCode = mucca(err, words.toArray(String[]::new));
    assertEquals(ExitCode.USAGE.value(), exitCode, err::toString);
    assertTrue(err.toString().contains(expected), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  private int mucca(StringWriter err, String... arguments) {
    Environment environment =
        Environment.of(
            new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false),
            new RuntimeDirectory(directory.resolve("run")),
            (_, _, _, _) -> {
              throw new IOException("nothing is mounted here");
            },
            new DaemonLauncher("Main"));
    return new TopCommand(environment).execute(arguments);
  }
}
