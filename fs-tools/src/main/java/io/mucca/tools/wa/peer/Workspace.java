package io.mucca.tools.wa.peer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory with all that one filesystem to be measured needs: image, loop device, mount. Closing
 * it removes everything, the last thing first, each even if the one before could not be removed.
 *
 * <p>Invariant: before a thing is made, a {@link Journal} beside the directory names it. So nothing
 * of a killed process is unknown to {@link #removeLeftovers}.
 *
 * <p>Safe for use by many threads: one that closes it waits for what another one is making, and
 * nothing is made afterwards.
 */
final class Workspace implements AutoCloseable {
  private static final String PREFIX = "mucca-compare-";
  private static final String JOURNAL = ".journal";

  private final Path directory;
  private final Journal journal;
  private final Remover remover;
  private final List<Trace> traces = new ArrayList<>();
  private boolean closed;

  private Workspace(Path directory, Journal journal, Remover remover) {
    this.directory = directory;
    this.journal = journal;
    this.remover = remover;
  }

  /** Makes a workspace below a directory, which must exist. */
  static Workspace create(Path parent, Host host) throws IOException {
    long number = ProcessHandle.current().pid();
    while (true) {
      Path directory = parent.resolve(PREFIX + number++);
      Path file = journalOf(directory);
      Journal journal = Files.exists(file) || Files.exists(directory) ? null : Journal.create(file);
      if (journal != null) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new Workspace(directory, journal, new Remover(host, directory));
      }
    }
  }

  private static Path journalOf(Path directory) {
    return directory.resolveSibling(directory.getFileName() + JOURNAL);
  }

  /** Where files can be made that go with the workspace. */
  Path directory() {
    return directory;
  }

  /** Where a thing of this workspace is. */
  Path path(String name) {
    return directory.resolve(name);
  }

  /** A name that no other workspace of this host has at this time. */
  String name() {
    return directory.getFileName().toString();
  }

  /** Makes a thing that {@link #close} removes. */
  synchronized <T> T make(Trace.Kind kind, String name, Making<T> making) throws IOException {
    if (closed) {
      throw new IOException("interrupted");
    }
    Trace trace = new Trace(kind, name);
    journal.add(trace);
    traces.add(trace);
    return making.make(path(name));
  }

  /** How a thing is made. */
  @FunctionalInterface
  interface Making<T> {
    T make(Path path) throws IOException;
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      // An interrupt is no reason to leave anything behind; whoever sent it sees it afterwards.
      boolean interrupted = Thread.interrupted();
      try (journal) {
        remove(directory, journal, traces, remover);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static void remove(Path directory, Journal journal, List<Trace> traces, Remover remover)
      throws IOException {
    try {
      remover.removeAll(traces);
    } catch (IOException e) {
      throw new IOException(
          "%s stays behind, and the next comparison there tries again to remove it: %s"
              .formatted(directory, e.getMessage()),
          e);
    }
    journal.delete();
  }

  /**
   * Removes what killed processes have left in workspaces below a directory, and what could not be
   * removed while it was in use.
   *
   * @return a sentence for each workspace, saying what it was, or why something of it is still
   *     there
   */
  static List<String> removeLeftovers(Path parent, Host host) throws IOException {
    List<String> removed = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, PREFIX + "*" + JOURNAL)) {
      for (Path file : files) {
        String sentence = removeLeftover(file, host);
        if (sentence != null) {
          removed.add(sentence);
        }
      }
    }
    return removed;
  }

  private static @Nullable String removeLeftover(Path file, Host host) throws IOException {
    String name = file.getFileName().toString();
    Path directory = file.resolveSibling(name.substring(0, name.length() - JOURNAL.length()));
    try (Journal journal = Journal.open(file)) {
      if (journal == null) {
        return null;
      }
      List<Trace> traces = journal.traces();
      remove(directory, journal, traces, new Remover(host, directory));
      return "removed what an earlier run had left in " + directory + describe(traces);
    } catch (IOException e) {
      return "of an earlier run " + e.getMessage();
    }
  }

  private static String describe(List<Trace> traces) {
    List<String> things = traces.stream().map(Trace::description).toList();
    return things.isEmpty() ? "" : ": " + String.join(", ", things);
  }
}
