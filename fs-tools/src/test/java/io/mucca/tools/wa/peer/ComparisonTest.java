package io.mucca.tools.wa.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.Console;
import io.mucca.tools.wa.engine.CoreEngine;
import io.mucca.tools.wa.engine.Engine;
import io.mucca.tools.wa.engine.MuccaOptions;
import io.mucca.tools.wa.run.Experiment;
import io.mucca.tools.wa.workload.Parameters;
import io.mucca.tools.wa.workload.Workload;
import io.mucca.tools.wa.workload.Workloads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons of filesystems in memory on a machine in memory. */
class ComparisonTest {
  @TempDir Path directory;
  private final FakeHost host = new FakeHost();
  private final StringWriter err = new StringWriter();
  private final List<String> opened = new ArrayList<>();
  private final List<Integer> runsTold = new ArrayList<>();

  @Test
  void allFilesystemsComeOnceBeforeTheyComeAgain() throws IOException {
    Comparison.Outcome outcome = compare(2, new FakePeer("mucca"), new FakePeer("ext4"));
    assertEquals(List.of("mucca", "ext4", "mucca", "ext4"), opened);
    assertEquals(List.of(1, 1, 2, 2), outcome.runs().stream().map(run -> run.repeat()).toList());
    assertEquals("ext4", outcome.runs().getLast().subject().filesystem());
    assertTrue(outcome.complete());
    assertEquals(List.of(1, 2, 3, 4), runsTold);
    assertEquals(List.of(), outcome.warnings());
    assertTrue(host.isClean(), host::toString);
  }

  @Test
  void everyFilesystemDoesATaskBeforeTheNextTaskBegins() throws IOException {
    Comparison comparison =
        Comparison.of(
            List.of(new FakePeer("mucca"), new FakePeer("ext4")),
            new Comparison.Place(directory, 16 << 20, 512),
            console(),
            host);
    comparison.run(List.of(task(), task()), 1, (_, _) -> {});
    assertEquals(List.of("mucca", "ext4", "mucca", "ext4"), opened);
  }

  @Test
  void absentFilesystemIsNamedAndTheOthersAreMeasured() throws IOException {
    FakePeer absent = new FakePeer("xfs");
    absent.obstacle = "install it";
    Comparison.Outcome outcome = compare(1, new FakePeer("mucca"), absent, new FakePeer("ext4"));
    assertEquals(List.of("mucca", "ext4"), opened);
    assertEquals(List.of("xfs is left out: install it"), outcome.warnings());
    assertTrue(err.toString().contains("xfs is left out: install it"), err::toString);
    assertTrue(outcome.complete());
  }

  @Test
  void failureOfOneFilesystemSparesTheOthersAndIsNotTriedAgain() throws IOException {
    FakePeer broken = new FakePeer("xfs");
    broken.failure = new IOException("it broke");
    Comparison.Outcome outcome = compare(2, new FakePeer("mucca"), broken, new FakePeer("ext4"));
    assertEquals(List.of("mucca", "xfs", "ext4", "mucca", "ext4"), opened);
    assertEquals(4, outcome.runs().size());
    assertFalse(outcome.complete());
    assertTrue(outcome.warnings().getFirst().contains("it broke"), outcome::toString);
    assertTrue(host.isClean(), host::toString);
  }

  @Test
  void interruptEndsTheComparison() {
    FakePeer interrupted = new FakePeer("xfs");
    interrupted.failure = new InterruptedIOException("interrupted");
    assertThrows(
        InterruptedIOException.class,
        () -> compare(2, new FakePeer("mucca"), interrupted, new FakePeer("ext4")));
    assertEquals(List.of("mucca", "xfs"), opened);
    assertTrue(host.isClean(), host::toString);
  }

  @Test
  void oneFilesystemAloneIsNoComparison() {
    FakePeer absent = new FakePeer("xfs");
    absent.obstacle = "install it";
    Failure failure = assertThrows(Failure.class, () -> compare(1, new FakePeer("mucca"), absent));
    assertTrue(failure.getMessage().contains("install it"), failure::getMessage);
  }

  @Test
  void whereNothingWorksTheReasonIsTold() {
    host.directIo = false;
    Failure failure =
        assertThrows(Failure.class, () -> compare(1, new FakePeer("mucca"), new FakePeer("ext4")));
    assertTrue(failure.getMessage().contains("direct I/O"), failure::getMessage);
  }

  @Test
  void tooLittleSpaceIsToldBeforeAnythingIsMade() {
    Comparison.Place place = new Comparison.Place(directory, Long.MAX_VALUE / 2, 512);
    Comparison comparison =
        Comparison.of(List.of(new FakePeer("mucca"), new FakePeer("ext4")), place, console(), host);
    Failure failure =
        assertThrows(Failure.class, () -> comparison.run(List.of(task()), 1, (_, _) -> {}));
    assertTrue(failure.getMessage().contains("--work-dir"), failure::getMessage);
    assertEquals(List.of(), host.commands);
  }

  @Test
  void leftoversOfAKilledOneAreRemovedFirstAndTold() throws IOException {
    Path journal = directory.resolve("mucca-compare-1.journal");
    Files.writeString(journal, "mount mnt\n");
    Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-------"));
    host.mounts.add(directory.toRealPath().resolve("mucca-compare-1/mnt"));
    Comparison.Outcome outcome = compare(1, new FakePeer("mucca"), new FakePeer("ext4"));
    assertTrue(outcome.warnings().getFirst().contains("mucca-compare-1"), outcome::toString);
    assertTrue(host.commands.getFirst().startsWith("umount"), host.commands::toString);
    assertTrue(host.isClean(), host::toString);
  }

  @Test
  void whatIsInUseForAWhileIsRemovedAtTheEndAndItsFiguresCount() throws IOException {
    host.fails = command -> command.startsWith("losetup --detach") && opened.size() < 2;
    Comparison.Outcome outcome = compare(1, new FakePeer("mucca"), new FakePeer("ext4"));
    assertEquals(2, outcome.runs().size());
    assertTrue(outcome.complete());
    assertTrue(outcome.warnings().getFirst().contains("stays behind"), outcome::toString);
    assertTrue(outcome.warnings().getLast().startsWith("removed"), outcome::toString);
    assertTrue(host.isClean(), host::toString);
  }

  private Comparison.Outcome compare(int repeats, Peer... peers) throws IOException {
    Comparison.Place place = new Comparison.Place(directory, 16 << 20, 512);
    return Comparison.of(List.of(peers), place, console(), host)
        .run(List.of(task()), repeats, (runs, _) -> runsTold.add(runs.size()));
  }

  private Console console() {
    return new Console(new PrintWriter(new StringWriter()), new PrintWriter(err, true), false);
  }

  private static Task task() throws Failure {
    Workload workload = Workloads.find("append-fsync");
    Parameters parameters = Parameters.of(workload, Map.of("operations", "3"));
    Experiment experiment = new Experiment(workload, parameters, 1, 1000);
    return new Task("append-fsync", List.of(experiment, experiment));
  }

  /** mucca in memory, whatever its name. */
  private final class FakePeer implements Peer {
    private final String name;
    @Nullable String obstacle;
    @Nullable IOException failure;

    FakePeer(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public @Nullable String obstacle(Host machine) {
      return obstacle;
    }

    @Override
    public Engine open(Host machine, Workspace workspace, Path device) throws IOException {
      opened.add(name);
      workspace.make(
          Trace.Kind.MOUNT,
          "mnt",
          path -> machine.run("mount", device.toString(), path.toString()));
      if (failure != null) {
        throw failure;
      }
      return CoreEngine.inMemory(16 << 20, 512, MuccaOptions.defaults());
    }
  }
}
