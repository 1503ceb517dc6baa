package io.mucca.tools.wa.peer;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that says what a workspace has made, a line for each thing, written before the thing is
 * there. Its owner holds a lock on it as long as it lives, so a journal that can be locked is one
 * that a killed process has left behind. Not thread-safe.
 */
final class Journal implements Closeable {
  private final Path path;
  private final RandomAccessFile file;

  private Journal(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /** Makes a journal; null if another process took it for one that was left behind. */
  static @Nullable Journal create(Path path) throws IOException {
    Files.newByteChannel(
            path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
        .close();
    return open(path);
  }

  /**
   * Opens a journal for its new owner; null if it has one, or is gone, or is not of this user: it
   * tells what to remove, so nobody else may have written it.
   */
  static @Nullable Journal open(Path path) throws IOException {
    if (!isOwn(path)) {
      return null;
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    // Whoever removes a journal does it under the lock.
    if (isLocked(file) && Files.exists(path)) {
      return new Journal(path, file);
    }
    file.close();
    return null;
  }

  private static boolean isOwn(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return owner == (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid")
        && (mode & 022) == 0;
  }

  private static boolean isLocked(RandomAccessFile file) throws IOException {
    try {
      FileLock lock = file.getChannel().tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // A workspace of this very process.
      return false;
    }
  }

  /** Adds a thing that is about to be made. */
  void add(Trace trace) throws IOException {
    file.seek(file.length());
    file.write(trace.toLine().getBytes(StandardCharsets.UTF_8));
  }

  /** What was added, in that order. */
  List<Trace> traces() throws IOException {
    List<Trace> traces = new ArrayList<>();
    for (String line : Files.readAllLines(path)) {
      Trace trace = Trace.parse(line);
      if (trace != null) {
        traces.add(trace);
      }
    }
    return traces;
  }

  /** Removes the file: nothing is left of what it tells. */
  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  /** Gives it up; what it tells is then for the next one to remove. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
