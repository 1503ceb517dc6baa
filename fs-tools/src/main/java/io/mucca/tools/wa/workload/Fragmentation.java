package io.mucca.tools.wa.workload;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What copy-on-write does to files that are read from end to end later. */
final class Fragmentation implements Workload {
  private static final String EVERY = "every";
  private static final String FILE = "big";
  private static final int READ_BYTES = 1 << 20;
  private static final double BYTES_PER_MEGABYTE = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public String name() {
    return "fragmentation";
  }

  @Override
  public String summary() {
    return "Overwrites random blocks of a file; counts its extents and reads it with cold caches,"
        + " before and after.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Usual.operations(4000),
        Usual.fileSize("64M"),
        Usual.writeSize("4K"),
        Usual.align("4K"),
        Parameter.count(EVERY, 100, 1, "writes from one fsync to the next"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    Parameters parameters = bench.parameters();
    Usual.newFile(bench, FILE, parameters.size(Usual.FILE_SIZE)).close();
    bench.settle();
    look(bench, "Before");
    bench.expect(parameters.count(Usual.OPERATIONS));
    return new Work() {
      @Override
      public void run() throws IOException {
        overwrite(bench);
      }

      @Override
      public void afterwards() throws IOException {
        look(bench, "After");
      }
    };
  }

  private static void overwrite(Bench bench) throws IOException {
    long operations = bench.parameters().count(Usual.OPERATIONS);
    long every = bench.parameters().count(EVERY);
    try (WorkFile file = bench.files().open(FILE)) {
      RandomWrites writes = RandomWrites.of(bench, 0, file);
      for (long done = 1; done <= operations; done++) {
        writes.write();
        if (done % every == 0) {
          file.sync();
          bench.pace();
        }
        bench.operation();
      }
      file.sync();
    }
  }

  private static void look(Bench bench, String when) throws IOException {
    bench
        .files()
        .extents(FILE)
        .ifPresent(extents -> bench.extra("extents" + when, (double) extents));
    try {
      bench.files().dropCaches();
    } catch (Failure e) {
      bench.warn("no cold read: " + e.getMessage());
      return;
    }
    try (WorkFile file = bench.files().open(FILE)) {
      long start = System.nanoTime();
      long bytes = readAll(file);
      double seconds = (double) (System.nanoTime() - start) / NANOS_PER_SECOND;
      bench.extra(
          "coldReadMegabytesPerSecond" + when, (double) bytes / BYTES_PER_MEGABYTE / seconds);
    }
  }

  private static long readAll(WorkFile file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    long total = 0;
    int count = file.read(0, buffer);
    while (count > 0) {
      total += count;
      count = file.read(total, buffer.clear());
    }
    return total;
  }
}
