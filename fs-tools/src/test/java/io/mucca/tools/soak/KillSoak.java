package io.mucca.tools.soak;

import io.mucca.fs.RootInfo;
import io.mucca.tools.soak.Journal.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Cycles of a mount, work, a kill of the daemon, and the proof that nothing that was promised is
 * lost. What is left mounted or running afterwards is this class's own fault.
 */
final class KillSoak implements AutoCloseable {
  private static final int PROCESSES = 2;
  private static final int THREADS_PER_PROCESS = 3;
  private static final int THREADS = PROCESSES * THREADS_PER_PROCESS;
  private static final int SHORTEST_LIFE_MILLIS = 200;
  private static final int LONGEST_LIFE_MILLIS = 2000;
  private static final String[] COMMIT_INTERVALS = {"100ms", "1s", "5s"};

  /** Every so many cycles, mounting itself is killed as well. */
  private static final int MOUNT_KILL_PERIOD = 10;

  private static final int LONGEST_MOUNT_MILLIS = 1200;

  private final SoakOptions options;
  private final Consumer<String> progress;
  private final SplittableRandom random;
  private final Path image;
  private final Path mountpoint;
  private final Path snapshotMountpoint;
  private final Path journals;
  private final Commands commands;
  private final DaemonProcesses daemons;
  private final Snapshots snapshots;
  private final List<WorkerProcess> workers = new ArrayList<>();

  /** What each thread's directory held when a cycle began, durable. */
  private final List<Map<String, byte[]>> bases = new ArrayList<>();

  KillSoak(SoakOptions options, Consumer<String> progress) throws IOException {
    this.options = options;
    this.progress = progress;
    random = new SplittableRandom(options.seed());
    Path directory = options.directory();
    image = directory.resolve("soak.img");
    mountpoint = Files.createDirectory(directory.resolve("mnt"));
    snapshotMountpoint = Files.createDirectory(directory.resolve("snapshot"));
    journals = Files.createDirectory(directory.resolve("journals"));
    commands = new Commands(options.command(), directory);
    daemons = new DaemonProcesses(image);
    snapshots = new Snapshots(commands, image, options.seed());
  }

  /** Runs all cycles. */
  void run() throws IOException, InterruptedException, BrokenPromiseException {
    progress.accept(
        "Seed %d, %d cycles, in %s"
            .formatted(options.seed(), options.cycles(), options.directory()));
    commands.run("format", image.toString(), "--size", "256M");
    mount(mountpoint);
    for (int number = 0; number < THREADS; number++) {
      Files.createDirectory(mountpoint.resolve(Worker.directoryOf(number)));
      bases.add(Map.of());
    }
    commands.run("umount", mountpoint.toString());
    for (int process = 0; process < PROCESSES; process++) {
      workers.add(
          new WorkerProcess(
              mountpoint, process * THREADS_PER_PROCESS, THREADS_PER_PROCESS, options.lies()));
    }
    for (int cycle = 1; cycle <= options.cycles(); cycle++) {
      runCycle(cycle);
    }
  }

  private void runCycle(int cycle)
      throws IOException, InterruptedException, BrokenPromiseException {
    mount(mountpoint);
    int lifeMillis = random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS);
    long killNanos = workAndKill(cycle, lifeMillis);
    List<Content> journalsRead = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      journalsRead.add(readJournal(number, killNanos));
    }
    requireFailureAfter(killNanos);
    if (options.keepsImages()) {
      keepImage();
    }
    int mountKills = cycle % MOUNT_KILL_PERIOD == 0 ? killMounts() : 0;
    long start = System.nanoTime();
    mount(mountpoint);
    long mountMillis = (System.nanoTime() - start) / 1_000_000;
    int fileCount = verify(journalsRead);
    commands.run("umount", mountpoint.toString());
    commands.run("check", image.toString());
    progress.accept(
        ("cycle %d: killed after %d ms%s; %d steps, %d syncs; mounted in %d ms;"
                + " %d files and %d snapshots are right, check is clean")
            .formatted(
                cycle,
                lifeMillis,
                mountKills == 0 ? "" : " and while mounting, %d times".formatted(mountKills),
                journalsRead.stream().mapToInt(journal -> journal.steps().size()).sum(),
                journalsRead.stream().mapToLong(KillSoak::syncCount).sum(),
                mountMillis,
                fileCount,
                snapshots.facts().size()));
  }

  private void mount(Path where) throws IOException, InterruptedException, BrokenPromiseException {
    commands.run(mountArguments(where));
  }

  private String[] mountArguments(Path where) {
    return new String[] {
      "mount",
      image.toString(),
      where.toString(),
      "--log",
      options.directory().resolve("daemon.log").toString(),
      "--commit-interval",
      COMMIT_INTERVALS[random.nextInt(COMMIT_INTERVALS.length)]
    };
  }

  /** Returns the moment of the kill: nothing may have failed before it. */
  private long workAndKill(int cycle, int lifeMillis)
      throws IOException, InterruptedException, BrokenPromiseException {
    for (WorkerProcess worker : workers) {
      worker.run(random.nextLong(), journals);
    }
    snapshots.start(cycle);
    Thread.sleep(lifeMillis);
    List<ProcessHandle> running = daemons.find();
    long killNanos = System.nanoTime();
    if (running.isEmpty()) {
      throw new BrokenPromiseException("the daemon died by itself; see daemon.log");
    }
    DaemonProcesses.kill(running);
    snapshots.await();
    for (WorkerProcess worker : workers) {
      worker.await();
    }
    // Only now: work on what the mount has hidden would look like success.
    DaemonProcesses.unmount(mountpoint);
    return killNanos;
  }

  private Content readJournal(int number, long killNanos)
      throws IOException, BrokenPromiseException {
    Content journal = Journal.read(journals.resolve(Worker.journalOf(number)));
    if (journal.failure() == null || journal.failedNanos() < killNanos) {
      throw new BrokenPromiseException(
          "thread %d failed before the kill: %s".formatted(number, journal.failure()));
    }
    return journal;
  }

  private void requireFailureAfter(long killNanos) throws BrokenPromiseException {
    Snapshots.Failed failed = snapshots.failure();
    if (failed != null && failed.nanos() < killNanos) {
      throw new BrokenPromiseException("before the kill: " + failed.reason());
    }
  }

  private static long syncCount(Content journal) {
    return journal.steps().stream()
        .filter(
            step -> step.kind() == Step.Kind.SYNC_FILE || step.kind() == Step.Kind.SYNC_DIRECTORY)
        .count();
  }

  private void keepImage() throws IOException, InterruptedException {
    Path copy = options.directory().resolve("killed.img");
    Process process =
        new ProcessBuilder("cp", "--sparse=always", image.toString(), copy.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("cannot copy the image");
    }
  }

  /** Kills command and daemon at random moments of mounting, recovery included. */
  private int killMounts() throws IOException, InterruptedException, BrokenPromiseException {
    int kills = random.nextInt(1, 4);
    for (int kill = 0; kill < kills; kill++) {
      Process mounting =
          commands.start(options.directory().resolve("output"), mountArguments(mountpoint));
      try {
        Thread.sleep(random.nextInt(LONGEST_MOUNT_MILLIS));
      } finally {
        // The command first: else it could start a daemon after those here were found.
        DaemonProcesses.kill(List.of(mounting.toHandle()));
      }
      DaemonProcesses.kill(daemons.find());
      DaemonProcesses.unmount(mountpoint);
    }
    return kills;
  }

  /** Holds what is mounted against the journals; returns how many files there are. */
  private int verify(List<Content> journalsRead)
      throws IOException, InterruptedException, BrokenPromiseException {
    List<History> histories = new ArrayList<>();
    List<Map<String, byte[]>> found = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      History history = new History(bases.get(number), journalsRead.get(number).steps());
      Map<String, byte[]> files =
          DirectoryContent.read(mountpoint.resolve(Worker.directoryOf(number)));
      require(history, files, history.afterCrash(), Worker.directoryOf(number));
      histories.add(history);
      found.add(files);
    }
    verifySnapshots(histories);
    bases.clear();
    bases.addAll(found);
    return found.stream().mapToInt(Map::size).sum();
  }

  private static void require(
      History history, Map<String, byte[]> files, History.Window window, String what)
      throws BrokenPromiseException {
    String problem = history.problem(files, window);
    if (problem != null) {
      throw new BrokenPromiseException(what + ": " + problem);
    }
  }

  private void verifySnapshots(List<History> histories)
      throws IOException, InterruptedException, BrokenPromiseException {
    List<String> existing = new ArrayList<>();
    for (RootInfo root : commands.roots(image)) {
      if (root.name().snapshot() != null) {
        existing.add(root.name().snapshot());
      }
    }
    for (Map.Entry<String, Snapshots.Fact> entry : new TreeMap<>(snapshots.facts()).entrySet()) {
      String name = entry.getKey();
      if (existing.remove(name)) {
        snapshots.settle(name, verifySnapshot(name, entry.getValue(), histories));
      } else if (entry.getValue().isPromised()) {
        throw new BrokenPromiseException("snapshot " + name + " is gone");
      } else {
        snapshots.settle(name, null);
      }
    }
    if (!existing.isEmpty()) {
      throw new BrokenPromiseException(
          "snapshots that should not be there: %s; destroyed were %s"
              .formatted(existing, snapshots.destroyed()));
    }
  }

  /** Returns the digest of a snapshot that is as it must be. */
  private String verifySnapshot(String name, Snapshots.Fact fact, List<History> histories)
      throws IOException, BrokenPromiseException {
    commands.runHere("mount", image + "@" + name, snapshotMountpoint.toString());
    List<Map<String, byte[]>> found = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      found.add(DirectoryContent.read(snapshotMountpoint.resolve(Worker.directoryOf(number))));
    }
    commands.runHere("umount", snapshotMountpoint.toString());
    String digest = DirectoryContent.digest(found);
    if (fact.digest() == null) {
      for (int number = 0; number < THREADS; number++) {
        History history = histories.get(number);
        require(
            history,
            found.get(number),
            history.during(fact.beginNanos(), fact.endNanos()),
            "snapshot " + name + ", " + Worker.directoryOf(number));
      }
    } else if (!fact.digest().equals(digest)) {
      throw new BrokenPromiseException("snapshot " + name + " has changed");
    }
    return digest;
  }

  /** Ends all processes and mounts, in whatever state they are. */
  @Override
  public void close() throws IOException {
    snapshots.stop();
    workers.forEach(WorkerProcess::close);
    try {
      DaemonProcesses.kill(daemons.find());
    } catch (BrokenPromiseException e) {
      throw new IOException(e);
    } finally {
      DaemonProcesses.unmount(snapshotMountpoint);
      DaemonProcesses.unmount(mountpoint);
    }
  }
}
