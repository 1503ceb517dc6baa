package io.mucca.tools.wa.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fuse.MountChecks;
import io.mucca.sys.ProcessCalls;
import io.mucca.tools.Mucca;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.trace.Trace;
import io.mucca.tools.wa.result.Moment;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.Runs;
import io.mucca.tools.wa.workload.Parameter;
import io.mucca.tools.wa.workload.Workload;
import io.mucca.tools.wa.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  static List<String> workloads() {
    return Workloads.all().stream().map(Workload::name).toList();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void kernelCountsWhatMuccaSubmitted(String workload) throws IOException {
    Run run = Runs.run(this::open, workload, 1, small(Workloads.find(workload)));
    assertAccountsForAll(run.now());
    assertAccountsForAll(run.settled());
    assertEquals(run.settled().countedBytes(), run.series().getLast().deviceBytes());
    assertNothingLeft();
  }

  /** What makes any workload take a moment only. */
  private Map<String, String> small(Workload workload) throws IOException {
    Map<String, String> set =
        new HashMap<>(
            Map.of(
                "operations",
                "20",
                "file-size",
                "256K",
                "clones",
                "2",
                "rounds",
                "2",
                "wal-pages",
                "10",
                "trace",
                trace().toString()));
    set.keySet()
        .retainAll(workload.parameters().stream().map(Parameter::name).collect(Collectors.toSet()));
    return set;
  }

  private Path trace() throws IOException {
    return Files.write(
        directory.resolve("trace"),
        List.of(Trace.header(), "0 have file 10000", "1 write file 5000 10000", "2 fsync file"));
  }

  /** All the kernel's bytes are somebody's, by each way of dividing them up. */
  private static void assertAccountsForAll(Moment moment) {
    assertEquals(0, moment.residualBytes());
    assertTrue(moment.countedBytes() > 0, "something was written");
    assertEquals(moment.countedBytes(), sum(moment, Moment.Part::category));
    assertEquals(moment.countedBytes(), sum(moment, Moment.Part::cause));
    assertEquals(
        moment.countedBytes(), moment.roots().stream().mapToLong(Moment.RootPart::bytes).sum());
  }

  private static long sum(Moment moment, Function<Moment.Part, String> by) {
    return moment.breakdown().stream()
        .collect(Collectors.groupingBy(by, Collectors.summingLong(Moment.Part::bytes)))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
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
