package io.mucca.tools.wa.engine;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Safe for use by many threads, but for {@link #append}. */
public interface WorkFile extends AutoCloseable {
  /** Writes all that remains in {@code source}, in one call to the filesystem as a rule. */
  void write(long offsetBytes, ByteBuffer source) throws IOException;

  /** Writes to the end of the file. */
  void append(ByteBuffer source) throws IOException;

  /** Reads; returns the number of bytes, less than asked for only at the end of the file. */
  int read(long offsetBytes, ByteBuffer target) throws IOException;

  long sizeBytes() throws IOException;

  /** fsync. */
  void sync() throws IOException;

  /** fdatasync: what is written, and of the attributes only what it takes to read that. */
  void syncData() throws IOException;

  /** Cuts the file off, or makes it longer by a hole. */
  void truncate(long sizeBytes) throws IOException;

  @Override
  void close() throws IOException;
}
