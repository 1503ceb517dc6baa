package io.mucca.tools.wa.peer;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what a workspace has made. What is gone already, or was never made, is no failure: a
 * journal names a thing before it is there, and a killed process cannot say that it has removed it.
 */
final class Remover {
  private static final Logger LOG = LoggerFactory.getLogger(Remover.class);

  /** A program of somebody else that looks around in new mounts has left after so many. */
  private static final int ATTEMPTS = 40;

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Host host;
  private final Path directory;

  /** Makes a remover for the workspace in a directory. */
  Remover(Host host, Path directory) {
    this.host = host;
    this.directory = directory;
  }

  /**
   * Removes all, the last one first, and the directory; goes on after a failure and tells of all of
   * them at the end.
   */
  void removeAll(List<Trace> traces) throws IOException {
    IOException failure = null;
    for (Trace trace : traces.reversed()) {
      try {
        remove(trace);
      } catch (IOException e) {
        failure = combine(failure, e);
      }
    }
    try {
      deleteFiles();
    } catch (IOException e) {
      failure = combine(failure, e);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException combine(@Nullable IOException first, IOException next) {
    if (first == null) {
      return next;
    }
    IOException both = new IOException(first.getMessage() + "; " + next.getMessage(), first);
    both.addSuppressed(next);
    return both;
  }

  private void remove(Trace trace) throws IOException {
    Path path = directory.resolve(trace.name());
    switch (trace.kind()) {
      case LOOP -> detach(path);
      case MOUNT -> unmountBelow(path);
      case POOL -> destroyPool();
      case DAEMON -> host.endPrograms(ZfsFuse.DAEMON, path.toString());
    }
  }

  private void unmountBelow(Path top) throws IOException {
    for (Path mountpoint : host.mountsBelow(top).reversed()) {
      unmount(mountpoint);
    }
  }

  /** Detaches it at last from whoever uses it; it is gone when they are. */
  private void unmount(Path mountpoint) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        host.run("umount", mountpoint.toString());
        return;
      } catch (CommandException e) {
        LOG.debug("{} is not unmounted yet: {}", mountpoint, e.getMessage());
        host.pause(PAUSE);
      }
      if (!host.mountsBelow(mountpoint).contains(mountpoint)) {
        return;
      }
    }
    host.run("umount", "--lazy", mountpoint.toString());
  }

  /** The kernel keeps a device that is still in use, such as by a daemon that is about to end. */
  private void detach(Path image) throws IOException {
    List<Path> attached = host.loopDevicesOver(image);
    for (int attempt = 1; attempt <= ATTEMPTS && !attached.isEmpty(); attempt++) {
      for (Path device : attached) {
        host.run("losetup", "--detach", device.toString());
      }
      attached = host.loopDevicesOver(image);
      if (!attached.isEmpty()) {
        host.pause(PAUSE);
      }
    }
    if (!attached.isEmpty()) {
      throw new IOException(attached.getFirst() + " is still in use");
    }
  }

  /** It is busy for a while after it was unmounted. */
  private void destroyPool() throws IOException {
    // By its own name and not that in the journal, which could be that of anybody's pool.
    String pool = String.valueOf(directory.getFileName());
    for (int attempt = 1; ZfsFuse.pools(host).contains(pool); attempt++) {
      try {
        host.run("zpool", "destroy", "-f", pool);
      } catch (CommandException e) {
        if (attempt >= ATTEMPTS) {
          throw e;
        }
        host.pause(PAUSE);
      }
    }
  }

  /** Never while something is mounted there: its files are not ours to delete. */
  private void deleteFiles() throws IOException {
    List<Path> mounts = host.mountsBelow(directory);
    if (!mounts.isEmpty()) {
      throw new IOException(mounts.getFirst() + " is still mounted");
    }
    if (Files.exists(directory)) {
      Files.walkFileTree(directory, new Deleter());
    }
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(each);
      return FileVisitResult.CONTINUE;
    }
  }
}
