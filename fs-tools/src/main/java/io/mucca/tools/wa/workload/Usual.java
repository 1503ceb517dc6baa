package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What many workloads have in common: parameters, and a file of random bytes to begin with. */
public final class Usual {
  /** Milliseconds between two operations. */
  public static final String PACE = "pace-ms";

  /** To what part of its size written data compresses. */
  public static final String COMPRESSIBILITY = "compressibility";

  static final String OPERATIONS = "operations";
  static final String FILE_SIZE = "file-size";
  static final String WRITE_SIZE = "write-size";
  static final String ALIGN = "align";

  private static final int PREPARED_WRITE_BYTES = 1 << 20;

  /** Streams of randomness that no workload has for its own. */
  private static final int PREPARATION = 1000;

  private Usual() {}

  /** A workload's own parameters, followed by those that all have. */
  static List<Parameter> with(Parameter... own) {
    List<Parameter> parameters = new ArrayList<>(List.of(own));
    parameters.add(
        Parameter.number(PACE, "0", 0, 3_600_000, "milliseconds to wait after each operation"));
    parameters.add(
        Parameter.number(
            COMPRESSIBILITY, "1", 1, 4096, "how data compresses: 2 is 2 to 1, 1 is not at all"));
    return List.copyOf(parameters);
  }

  static Parameter operations(long value) {
    return Parameter.count(OPERATIONS, value, 1, "how many");
  }

  static Parameter fileSize(String value) {
    return Parameter.size(FILE_SIZE, value, 1, "size of the file that is written to");
  }

  static Parameter writeSize(String value) {
    return Parameter.size(WRITE_SIZE, value, 1, "bytes of each write");
  }

  static Parameter align(String value) {
    return Parameter.size(ALIGN, value, 1, "offsets of writes are multiples of this");
  }

  /** Makes a file of so many bytes, durable, and leaves it open. */
  static WorkFile newFile(Bench bench, String path, long sizeBytes) throws IOException {
    WorkFile file = bench.files().create(path);
    fill(bench, file, sizeBytes);
    file.sync();
    return file;
  }

  /** Appends so many bytes. */
  static void fill(Bench bench, WorkFile file, long sizeBytes) throws IOException {
    Content content = bench.content(PREPARATION);
    for (long done = 0; done < sizeBytes; done += PREPARED_WRITE_BYTES) {
      file.append(content.next((int) Math.min(PREPARED_WRITE_BYTES, sizeBytes - done)));
    }
  }

  /** A random place for a write within a file, every one as likely as any other. */
  static long offset(RandomGenerator random, long sizeBytes, long align) {
    return random.nextLong(Math.max(1, sizeBytes / align)) * align;
  }
}
