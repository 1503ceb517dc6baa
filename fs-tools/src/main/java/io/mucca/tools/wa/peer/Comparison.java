package io.mucca.tools.wa.peer;

import io.mucca.sys.ProcessCalls;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.failure.Failures;
import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.Console;
import io.mucca.tools.text.Progress;
import io.mucca.tools.wa.result.Run;
import io.mucca.tools.wa.run.Experiment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has mucca and other filesystems do the same work, in turn, each on a new loop device of the same
 * size over a new file, with the kernel's own counter for all. Root only. Not thread-safe.
 */
public final class Comparison {
  /** Beside the file behind the device there is nothing large. */
  private static final long SPARE_BYTES = 64 << 20;

  private static final Set<String> NO_DISK = Set.of("tmpfs", "ramfs", "overlay");

  private final Console console;
  private final Host host;
  private final List<Peer> peers;
  private final Place place;
  private final List<Result> results = new ArrayList<>();
  private final Set<String> failed = new HashSet<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  /**
   * Where, and on what.
   *
   * @param workDirectory for the files behind the loop devices, one at a time
   * @param sizeBytes of each device
   * @param sectorBytes each device's logical block
   */
  public record Place(Path workDirectory, long sizeBytes, int sectorBytes) {}

  /** What one filesystem made of one task. */
  record Result(String task, Run run) {}

  /**
   * What came of it.
   *
   * @param runs in the order in which they were made
   * @param text for people
   * @param warnings which filesystems are absent and why, and what was left of earlier comparisons
   * @param complete no filesystem failed that had begun
   */
  public record Outcome(List<Run> runs, String text, List<String> warnings, boolean complete) {
    public Outcome {
      runs = List.copyOf(runs);
      warnings = List.copyOf(warnings);
    }
  }

  /** Hears what there is so far, so that nothing of it is lost. */
  @FunctionalInterface
  public interface Listener {
    /** Takes all runs and all warnings so far. */
    void measured(List<Run> runs, List<String> warnings) throws IOException;
  }

  private Comparison(Console console, Host host, List<Peer> peers, Place place) {
    this.console = console;
    this.host = host;
    this.peers = peers;
    this.place = place;
  }

  /**
   * Prepares a comparison with the filesystems of these names.
   *
   * @throws Failure if there is no such filesystem, or this user is not root
   */
  public static Comparison of(
      List<String> names, Place place, Console console, Daemons daemons, DaemonLauncher launcher)
      throws Failure {
    List<Peer> peers = Peers.of(names, daemons, launcher);
    requireRoot();
    return of(peers, place, console, new LinuxHost());
  }

  static Comparison of(List<Peer> peers, Place place, Console console, Host host) {
    return new Comparison(console, host, peers, place);
  }

  /**
   * Runs every task on every filesystem, then all of that for the next repetition, so that what
   * changes on the machine meanwhile meets all of them.
   *
   * @param tasks each with at least {@code repeats} repetitions
   * @param listener is told after each run
   */
  public Outcome run(List<Task> tasks, int repeats, Listener listener) throws IOException {
    Path directory = requireWorkDirectory();
    try (OrderlyEnd _ = new OrderlyEnd()) {
      removeLeftovers(directory);
      requireSpace(directory);
      warnOfMemory(directory);
      try {
        runAll(tasks, repeats, directory, listener);
      } finally {
        removeLeftovers(directory); // What was in use is perhaps no longer.
      }
    }
    return outcome();
  }

  private void removeLeftovers(Path directory) throws IOException {
    Workspace.removeLeftovers(directory, host).forEach(this::warn);
  }

  private void runAll(List<Task> tasks, int repeats, Path directory, Listener listener)
      throws IOException {
    List<Peer> present = present();
    if (present.size() < 2) {
      throw Failure.failed("there is nothing to compare: " + String.join("; ", warnings));
    }
    for (int repeat = 1; repeat <= repeats; repeat++) {
      for (Task task : tasks) {
        for (Peer peer : present) {
          run(task, peer, directory, repeat);
          listener.measured(runs(), List.copyOf(warnings));
        }
      }
    }
  }

  private static void requireRoot() throws Failure {
    if (ProcessCalls.getuid() != 0) {
      throw Failure.failed(
          "it makes loop devices and mounts filesystems, which only root may: use sudo");
    }
  }

  private Path requireWorkDirectory() throws IOException {
    Path directory = place.workDirectory();
    if (!Files.isDirectory(directory)) {
      throw Failure.notFound(directory + " is no directory; make it, or give another --work-dir");
    }
    return directory.toRealPath();
  }

  private void requireSpace(Path directory) throws IOException {
    long needed = place.sizeBytes() + SPARE_BYTES;
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < needed) {
      throw Failure.failed(
          "%s has %s of space, and %s are needed; give another --work-dir or a smaller --size"
              .formatted(directory, ByteSize.format(free), ByteSize.format(needed)));
    }
  }

  private void warnOfMemory(Path directory) throws IOException {
    String type = Files.getFileStore(directory).type();
    if (NO_DISK.contains(type)) {
      warn(
          "%s is on %s: bytes are right, but times are not those of a disk; give a --work-dir on one"
              .formatted(directory, type));
    }
  }

  private List<Peer> present() throws IOException {
    List<Peer> present = new ArrayList<>();
    for (Peer peer : peers) {
      String obstacle = peer.obstacle(host);
      if (obstacle == null) {
        present.add(peer);
      } else {
        warn(peer.name() + " is left out: " + obstacle);
      }
    }
    return present;
  }

  /** A filesystem that fails is told of, and no reason to lose the figures of the others. */
  private void run(Task task, Peer peer, Path directory, int repeat) throws IOException {
    String key = task.label() + " on " + peer.name();
    if (failed.contains(key)) {
      return;
    }
    PeerOpener opener =
        new PeerOpener(peer, host, directory, place.sizeBytes(), place.sectorBytes(), this::warn);
    try (Progress progress = new Progress(console, key)) {
      Experiment experiment = task.repeats().get(repeat - 1);
      results.add(
          new Result(task.label(), experiment.run(opener, Map.of(), repeat, progress::update)));
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted() || e instanceof InterruptedIOException) {
        throw e;
      }
      failed.add(key);
      warn(key + " failed: " + Failures.of(e).getMessage());
    }
  }

  private void warn(String warning) {
    if (warnings.add(warning)) {
      console.err().println("mucca: warning: " + warning);
      console.err().flush();
    }
  }

  private List<Run> runs() {
    return results.stream().map(Result::run).toList();
  }

  private Outcome outcome() throws Failure {
    if (results.isEmpty()) {
      throw Failure.failed("no filesystem could be measured: " + String.join("; ", warnings));
    }
    return new Outcome(
        runs(), new ComparisonText(results).toString(), List.copyOf(warnings), failed.isEmpty());
  }
}
