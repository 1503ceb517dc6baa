package io.mucca.tools.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * A tree below a directory, such as a mountpoint.
 *
 * @param unmount what {@link #close} does
 */
record MountedTree(Path top, Unmount unmount) implements Tree {
  /** Ends a mount. */
  @FunctionalInterface
  interface Unmount {
    void run() throws IOException;
  }

  @Override
  public void write(String path, byte[] content) throws IOException {
    Path file = top.resolve(path);
    Path directory = file.getParent();
    if (directory != null && !Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    Files.write(file, content);
  }

  @Override
  public void read(FileVisitor visitor) throws IOException {
    try (Stream<Path> files = Files.walk(top)) {
      for (Iterator<Path> each = files.filter(Files::isRegularFile).iterator(); each.hasNext(); ) {
        Path file = each.next();
        visitor.visit(top.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }

  @Override
  public void close() throws IOException {
    unmount.run();
  }
}
