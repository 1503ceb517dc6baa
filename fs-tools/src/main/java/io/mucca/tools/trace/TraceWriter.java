package io.mucca.tools.trace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a trace file. What was there before becomes known little by little and comes first in the
 * file, so that operations wait in a file beside it. Not thread-safe.
 */
public final class TraceWriter implements AutoCloseable {
  private final Path file;
  private final Path operationsFile;
  private final Path whole;
  private final BufferedWriter operations;
  private final List<String> before = new ArrayList<>();
  private long count;

  /** Begins a file, which is there after {@link #finish}. */
  public TraceWriter(Path file) throws IOException {
    this.file = file.toAbsolutePath();
    operationsFile = beside(".operations");
    whole = beside(".part");
    operations = Files.newBufferedWriter(operationsFile);
  }

  private Path beside(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  /** Adds what was read. */
  public void add(TraceChunk chunk) throws IOException {
    before.addAll(chunk.before());
    for (String line : chunk.lines()) {
      operations.write(line + "\n");
      count++;
    }
  }

  /** How many operations there are so far. */
  public long count() {
    return count;
  }

  /** Puts the file together and in its place, where it replaces an older one. */
  public void finish() throws IOException {
    operations.close();
    try (OutputStream out = Files.newOutputStream(whole)) {
      StringBuilder head = new StringBuilder(Trace.header()).append('\n');
      before.forEach(line -> head.append(line).append('\n'));
      out.write(head.toString().getBytes(StandardCharsets.UTF_8));
      long unused = Files.copy(operationsFile, out);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes away what is not finished. */
  @Override
  public void close() throws IOException {
    operations.close();
    Files.deleteIfExists(operationsFile);
    Files.deleteIfExists(whole);
  }
}
