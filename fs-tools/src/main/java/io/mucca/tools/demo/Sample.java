package io.mucca.tools.demo;

import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A tree that this machine has anyway: the sources of its JDK's base module, or else its package
 * documentation.
 *
 * @param source a ZIP file or a directory
 */
record Sample(Path source) {
  /** Far below what the image takes, and quickly written. */
  private static final long LIMIT_BYTES = 128L << 20;

  private static final String BASE_MODULE = "java.base/";

  static Sample find() throws Failure {
    Path sources = Path.of(System.getProperty("java.home"), "lib", "src.zip");
    Path documentation = Path.of("/usr/share/doc");
    if (Files.isReadable(sources)) {
      return new Sample(sources);
    }
    if (Files.isDirectory(documentation)) {
      return new Sample(documentation);
    }
    throw Failure.notFound(
        "neither " + sources + " nor " + documentation + " is here to be copied; install one");
  }

  /** Calls the visitor with each file until they are enough. */
  void read(Tree.FileVisitor visitor) throws IOException {
    Limited limited = new Limited(visitor);
    if (Files.isDirectory(source)) {
      new MountedTree(source, () -> {}).read(limited);
    } else {
      readZip(limited);
    }
  }

  private void readZip(Tree.FileVisitor visitor) throws IOException {
    try (ZipFile zip = new ZipFile(source.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && entry.getName().startsWith(BASE_MODULE)) {
          try (InputStream in = zip.getInputStream(entry)) {
            visitor.visit(entry.getName(), in.readAllBytes());
          }
        }
      }
    }
  }

  /** Passes files on until they are enough. */
  private static final class Limited implements Tree.FileVisitor {
    private final Tree.FileVisitor visitor;
    private long bytes;

    Limited(Tree.FileVisitor visitor) {
      this.visitor = visitor;
    }

    @Override
    public void visit(String path, byte[] content) throws IOException {
      bytes += content.length;
      if (bytes <= LIMIT_BYTES) {
        visitor.visit(path, content);
      }
    }
  }
}
