package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether several that sync at once share what a sync costs. */
final class GroupCommit implements Workload {
  private static final String THREADS = "threads";
  private static final int MOST_THREADS = 64;

  @Override
  public String name() {
    return "group-commit";
  }

  @Override
  public String summary() {
    return "Has threads overwrite random blocks, each of a file of its own, with an fsync after"
        + " each write.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Parameter.count(THREADS, 8, 1, MOST_THREADS, "that write and sync at once"),
        Parameter.count(Usual.OPERATIONS, 1000, 1, "how many, over all threads"),
        Parameter.size(Usual.FILE_SIZE, "8M", 1, "size of each thread's file"),
        Usual.writeSize("4K"),
        Usual.align("4K"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    Parameters parameters = bench.parameters();
    int threads = parameters.smallCount(THREADS);
    long operations = parameters.count(Usual.OPERATIONS);
    List<WorkFile> files = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      files.add(Usual.newFile(bench, "big" + thread, parameters.size(Usual.FILE_SIZE)));
    }
    bench.expect(operations);
    return () ->
        Threads.run(
            threads,
            thread -> write(bench, thread, files.get(thread), share(operations, thread, threads)));
  }

  private static long share(long operations, int thread, int threads) {
    return operations / threads + (thread < operations % threads ? 1 : 0);
  }

  private static void write(Bench bench, int thread, WorkFile opened, long operations)
      throws IOException {
    try (WorkFile file = opened) {
      RandomWrites writes = RandomWrites.of(bench, thread, file);
      for (long done = 0; done < operations; done++) {
        writes.write();
        file.sync();
        bench.pace();
        bench.operation();
      }
    }
  }
}
