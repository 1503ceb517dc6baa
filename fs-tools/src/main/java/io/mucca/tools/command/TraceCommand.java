package io.mucca.tools.command;

import io.mucca.fs.RootName;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.Images;
import io.mucca.tools.control.KernelCaches;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Canonical;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.Target;
import io.mucca.tools.text.Progress;
import io.mucca.tools.trace.TraceChunk;
import io.mucca.tools.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca trace}. */
@Command(
    name = "trace",
    header = "Note what programs do on a mounted root, so that it can be done again.",
    description = {
      "Until Ctrl-C, for some seconds, or while a command runs, whose exit code it then has. The"
          + " file is for 'mucca wa run replay --set trace=FILE', on any filesystem; it has names,"
          + " places, sizes and times, and no content.",
      "It has what reaches mucca: not what the kernel answers from its caches, and writes and reads"
          + " in the pieces that the kernel makes of them. Files that were there before are told of"
          + " when they are first used. Left out, and counted, are changes of permissions, owners"
          + " and times, symbolic and further hard links that were there before, special files,"
          + " holes, and what is done to files without a name.",
      "All names of the root are read at first, 100,000 at most; programs that make, rename or"
          + " remove files wait for that."
    },
    footer = {
      "",
      "Example: mucca trace /mnt -o build.trace -- make -C /mnt",
      "         mucca wa run replay --set trace=build.trace"
    })
final class TraceCommand extends MuccaCommand {
  private static final long PAUSE_MILLIS = 20;
  private static final long SAVE_SECONDS = 30;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MOST_SECONDS = 365.0 * 24 * 60 * 60;

  @Parameters(index = "0", paramLabel = "TARGET", description = "A mountpoint or mounted image.")
  private String target = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "What to run, after '--'; the trace is of the time that it takes.")
  private List<String> command = new ArrayList<>();

  @Option(names = "-o", required = true, paramLabel = "FILE", description = "The trace file.")
  private Path output = Path.of("");

  @Option(names = "--seconds", paramLabel = "N", description = "End after so many seconds.")
  private @Nullable Double seconds;

  private final CountDownLatch stop = new CountDownLatch(1);
  private int exitValue = ExitCode.OK.value();

  TraceCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  int exitValue() {
    return exitValue;
  }

  @Override
  void run() throws IOException {
    long nanos = duration();
    Target parsed = Target.parse(target);
    Images.Location location = environment().images().locate(parsed);
    try (RemoteImage daemon = environment().daemons().connect(ImageId.of(location.image()))) {
      if (daemon == null) {
        throw Failure.notFound(
            location.image() + " is not mounted, so nobody does anything to it; mount it first");
      }
      MountInfo mount = mount(daemon, location.root(), Canonical.path(parsed.path()));
      requireElsewhere(mount.mountpoint());
      trace(daemon, mount, nanos);
    }
  }

  private long duration() throws Failure {
    if (seconds == null) {
      return Long.MAX_VALUE;
    }
    if (!command.isEmpty()) {
      throw Failure.usage(
          "a trace ends with the command or after --seconds; leave one of them out");
    }
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      throw Failure.usage("--seconds must be above 0 and at most a year, not " + seconds);
    }
    return (long) (seconds * NANOS_PER_SECOND);
  }

  private static MountInfo mount(RemoteImage daemon, RootName root, Path path) throws IOException {
    List<MountInfo> mounts =
        daemon.status().mounts().stream().filter(mount -> mount.root().equals(root)).toList();
    if (mounts.isEmpty()) {
      throw Failure.notFound(
          root + " is not mounted, so nobody does anything to it; mount it first");
    }
    return mounts.stream()
        .filter(mount -> mount.mountpoint().equals(path))
        .findFirst()
        .orElse(mounts.getFirst());
  }

  /** A trace that is written to what is traced would never end. */
  private void requireElsewhere(Path mountpoint) throws IOException {
    Path directory = Canonical.path(output.toAbsolutePath()).getParent();
    if (directory != null && directory.startsWith(mountpoint)) {
      throw Failure.usage(output + " is in what is traced; write it elsewhere");
    }
  }

  private void trace(RemoteImage daemon, MountInfo mount, long nanos) throws IOException {
    CountDownLatch finished = new CountDownLatch(1);
    Thread hook = Thread.ofPlatform().unstarted(() -> stopAndWait(finished));
    Runtime.getRuntime().addShutdownHook(hook);
    try (TraceWriter writer = new TraceWriter(output)) {
      KernelCaches.handOver(daemon, mount.root());
      daemon.startTrace(mount.mountpoint());
      long start = System.nanoTime();
      TraceChunk last = follow(daemon, mount, writer, nanos);
      double took = (double) (System.nanoTime() - start) / NANOS_PER_SECOND;
      writer.finish();
      if (!last.problem().isEmpty()) {
        warn("the trace is not complete: " + last.problem());
        exitValue = exitValue == 0 ? ExitCode.FAILED.value() : exitValue;
      }
      print(
          () -> new Results.Traced(output, writer.count(), last.leftOut(), took, last.problem()),
          () -> text(writer.count(), last.leftOut(), took));
    } finally {
      finished.countDown();
      forget(hook);
    }
  }

  private String text(long count, long leftOut, double took) {
    return String.format(
        Locale.ROOT, "%s: %d operations in %.1f s; %d left out%n", output, count, took, leftOut);
  }

  /** Reads until there is nothing more to read; returns the last that was read. */
  private TraceChunk follow(RemoteImage daemon, MountInfo mount, TraceWriter writer, long nanos)
      throws IOException {
    TraceChunk chunk = new TraceChunk(List.of(), List.of(), 0, false, "");
    try (Progress progress = new Progress(environment().console(), "tracing " + target)) {
      Process process = command.isEmpty() ? null : start(daemon, mount);
      long start = System.nanoTime();
      while (!chunk.over() && isRunning(process) && System.nanoTime() - start < nanos) {
        chunk = read(daemon, mount, writer);
        progress.update(writer.count(), 0);
      }
      if (process != null) {
        exitValue =
            stop.getCount() == 0 ? ExitCode.FAILED.value() : process.onExit().join().exitValue();
      }
      if (!chunk.over()) {
        KernelCaches.handOver(daemon, mount.root());
        daemon.endTrace(mount.mountpoint());
      }
      while (!chunk.over()) {
        chunk = read(daemon, mount, writer);
      }
      return chunk;
    } catch (DaemonEndingException e) {
      return new TraceChunk(
          List.of(), List.of(), chunk.leftOut(), true, "the daemon ended before all was read");
    }
  }

  private Process start(RemoteImage daemon, MountInfo mount) throws IOException {
    try {
      return new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      daemon.endTrace(mount.mountpoint());
      throw new Failure(ExitCode.FAILED, "cannot run it: " + e.getMessage(), e);
    }
  }

  private boolean isRunning(@Nullable Process process) {
    return stop.getCount() > 0 && (process == null || process.isAlive());
  }

  private TraceChunk read(RemoteImage daemon, MountInfo mount, TraceWriter writer)
      throws IOException {
    TraceChunk chunk = daemon.readTrace(mount.mountpoint());
    writer.add(chunk);
    if (chunk.isEmpty() && !chunk.over()) {
      pause();
    }
    return chunk;
  }

  private void pause() throws Failure {
    try {
      boolean unused = stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted");
    }
  }

  /** Ctrl-C: the file is put in its place before the process ends. */
  private void stopAndWait(CountDownLatch finished) {
    stop.countDown();
    try {
      boolean unused = finished.await(SAVE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook runs.
    }
  }
}
