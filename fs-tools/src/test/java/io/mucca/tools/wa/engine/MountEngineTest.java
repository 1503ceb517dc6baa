package io.mucca.tools.wa.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mucca.fuse.MountChecks;
import io.mucca.sys.ProcessCalls;
import io.mucca.tools.Mucca;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real loop device, a real daemon, a real mount. */
@Timeout(120)
class MountEngineTest {
  @TempDir private Path directory;
  private Path work;

  @BeforeEach
  void requireLoopDevices() throws IOException {
    Assumptions.assumeTrue(ProcessCalls.getuid() == 0, "only root makes loop devices");
    Path image = Files.write(directory.resolve("probe"), new byte[1 << 20]);
    try {
      MountChecks.requireDevice();
      LoopDevice.over(image, 512).close();
    } catch (IOException e) {
      Assumptions.abort("no loop device or no FUSE here: " + e.getMessage());
    }
    work = Files.createDirectory(directory.resolve("work"));
  }

  private Engine open() throws IOException {
    return MountEngine.open(
        new MountEngine.Place(work, null, false, 64L << 20, 512, false),
        MuccaOptions.defaults(),
        new Daemons(new RuntimeDirectory(directory.resolve("run"))),
        new DaemonLauncher(Mucca.class.getName()));
  }

  @ParameterizedTest
  @CsvSource({
    "overwrite-fsync, operations=20, file-size=1M",
    "small-files, operations=20, sync=each",
    "after-snapshot, operations=20, file-size=1M"
  })
  void kernelCountsWhatMuccaSubmitted(String workload, String first, String second)
      throws IOException {
    Run run =
        Runs.run(
            this::open,
            workload,
            1,
            Map.of(
                first.split("=")[0],
                first.split("=")[1],
                second.split("=")[0],
                second.split("=")[1]));
    assertEquals(0, run.now().residualBytes());
    assertEquals(0, run.settled().residualBytes());
    assertEquals(run.settled().countedBytes(), run.settled().submittedBytes());
    assertEquals(run.settled().countedBytes(), run.series().getLast().deviceBytes());
    assertNothingLeft();
  }

  @Test
  void openFilesDoNotKeepItFromGoingAway() throws IOException {
    Engine engine = open();
    WorkFile file = engine.files().create("open");
    assertFalse(mounts().isEmpty());
    engine.close();
    assertThrows(IOException.class, file::sync);
    assertNothingLeft();
  }

  private void assertNothingLeft() throws IOException {
    assertEquals(List.of(), mounts());
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(), left.toList());
    }
  }

  private List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .filter(line -> line.contains(work.toString()))
        .toList();
  }
}
