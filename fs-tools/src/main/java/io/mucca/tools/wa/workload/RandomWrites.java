package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** Writes of one size at random places of a file. Not thread-safe. */
final class RandomWrites {
  private final WorkFile file;
  private final RandomGenerator random;
  private final Content content;
  private final long sizeBytes;
  private final int writeBytes;
  private final long align;

  /**
   * @param stream of randomness, for content and places
   * @param sizeBytes of the part of the file that is written to
   */
  RandomWrites(Bench bench, int stream, WorkFile file, long sizeBytes, int writeBytes, long align) {
    this.file = file;
    this.random = bench.random(stream);
    this.content = bench.content(stream);
    this.sizeBytes = sizeBytes;
    this.writeBytes = writeBytes;
    this.align = align;
  }

  /** With the parameters for the sizes. */
  static RandomWrites of(Bench bench, int stream, WorkFile file) {
    Parameters parameters = bench.parameters();
    return new RandomWrites(
        bench,
        stream,
        file,
        parameters.size(Usual.FILE_SIZE),
        parameters.smallSize(Usual.WRITE_SIZE),
        parameters.size(Usual.ALIGN));
  }

  /** One write. */
  void write() throws IOException {
    file.write(Usual.offset(random, sizeBytes, align), content.next(writeBytes));
  }
}
