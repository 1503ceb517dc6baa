package io.mucca.tools.demo;

import java.io.IOException;

/**
 * The files of one root, by whatever way they are reached; paths are relative, with slashes. Not
 * thread-safe.
 */
interface Tree extends AutoCloseable {
  /** Makes a file with its directories, or replaces its content. */
  void write(String path, byte[] content) throws IOException;

  /** Calls the visitor with every file, in no particular order. */
  void read(FileVisitor visitor) throws IOException;

  @Override
  void close() throws IOException;

  /** Takes a file. */
  @FunctionalInterface
  interface FileVisitor {
    void visit(String path, byte[] content) throws IOException;
  }
}
