package io.mucca.tools.soak;

import io.mucca.fuse.Unmounter;
import io.mucca.tools.image.MuccaMounts;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds and kills the daemons of one image, and what they leave mounted. */
final class DaemonProcesses {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final String argument;

  DaemonProcesses(Path image) throws IOException {
    argument = "\"image\":" + Json.mapper().writeValueAsString(image);
  }

  /**
   * The daemons of this very image, known by their argument: also one that is starting or ending,
   * which nobody can ask.
   */
  List<ProcessHandle> find() {
    return ProcessHandle.allProcesses().filter(this::isDaemon).toList();
  }

  private boolean isDaemon(ProcessHandle process) {
    try {
      // ProcessHandle.info() knows nothing of arguments that are longer than a page.
      byte[] line = Files.readAllBytes(proc(process).resolve("cmdline"));
      return new String(line, StandardCharsets.UTF_8).contains("\0daemon\0")
          && new String(line, StandardCharsets.UTF_8).contains(argument);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path proc(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }

  /** Kills processes as {@code kill -9} does, and waits until they hold no file any more. */
  static void kill(List<ProcessHandle> processes) throws BrokenPromiseException {
    for (ProcessHandle process : processes) {
      process.destroyForcibly();
    }
    long deadline = System.nanoTime() + LIMIT_NANOS;
    for (ProcessHandle process : processes) {
      while (isRunning(process)) {
        if (System.nanoTime() - deadline > 0) {
          throw new BrokenPromiseException("process " + process.pid() + " survives kill -9");
        }
        pause();
      }
    }
  }

  /** A process that has ended keeps its number until its parent takes note. */
  private static boolean isRunning(ProcessHandle process) {
    try {
      String stat = Files.readString(proc(process).resolve("stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Detaches what is mounted on a directory, dead or alive. */
  static void unmount(Path mountpoint) throws IOException {
    while (MuccaMounts.find(mountpoint) != null) {
      Unmounter.unmount(mountpoint, true);
    }
  }
}
