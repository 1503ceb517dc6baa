package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.FileTree;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast clones stop sharing.
 *
 * <p>Writes fall on the pages of a clone at random, so that each page waits for its first one as an
 * atom for its decay: with λ writes per page and unit of time, the part 1 − e^(−λt) of the pages
 * has been rewritten by the time t, and the clone shares the rest.
 */
final class Divergence implements Workload {
  private static final String CLONES = "clones";
  private static final String WRITES_PER_PAGE = "writes-per-page";
  private static final String MODE = "mode";
  private static final String ROUNDS = "rounds";
  private static final String GRADUAL = "gradual";
  private static final String AT_ONCE = "at-once";
  private static final String FILE = "big";

  @Override
  public String name() {
    return "divergence";
  }

  @Override
  public String summary() {
    return "Makes clones and overwrites random blocks of each; measures the space that they still"
        + " share beside what 1 − e^(−λt) says.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Parameter.count(CLONES, 4, 1, 1000, "that are made of the volume"),
        Usual.fileSize("16M"),
        Usual.writeSize("4K"),
        Parameter.number(WRITES_PER_PAGE, "0.5", 0, 100, "λt at the end, for each clone"),
        Parameter.choice(
            MODE, "in rounds with a sync after each, or all at once", GRADUAL, AT_ONCE),
        Parameter.count(ROUNDS, 10, 1, 1000, "where it is gradual"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    AfterSnapshot.requireSnapshots(bench);
    Usual.newFile(bench, FILE, bench.parameters().size(Usual.FILE_SIZE)).close();
    Run run = new Run(bench);
    bench.expect(run.writesPerClone * run.clones);
    return run;
  }

  /** One run. */
  private static final class Run implements Work {
    final Bench bench;
    final long fileBytes;
    final int writeBytes;
    final long pages;
    final int clones;
    final int rounds;
    final long writesPerClone;
    final List<FileTree> trees = new ArrayList<>();
    long usedBefore;

    Run(Bench bench) {
      this.bench = bench;
      Parameters parameters = bench.parameters();
      fileBytes = parameters.size(Usual.FILE_SIZE);
      writeBytes = parameters.smallSize(Usual.WRITE_SIZE);
      pages = fileBytes / writeBytes;
      clones = parameters.smallCount(CLONES);
      rounds = parameters.text(MODE).equals(AT_ONCE) ? 1 : parameters.smallCount(ROUNDS);
      writesPerClone = Math.round((double) pages * parameters.number(WRITES_PER_PAGE));
    }

    @Override
    public void run() throws IOException {
      for (int i = 0; i < clones; i++) {
        bench.event("clone", "clone" + i);
        trees.add(bench.files().cloneTree("clone" + i));
      }
      usedBefore = bench.counters().usedBytes();
      List<RandomWrites> writes = new ArrayList<>();
      List<WorkFile> files = new ArrayList<>();
      for (int i = 0; i < clones; i++) {
        files.add(trees.get(i).open(FILE));
        writes.add(new RandomWrites(bench, i, files.get(i), fileBytes, writeBytes, writeBytes));
      }
      long done = 0;
      for (int round = 1; round <= rounds; round++) {
        long until = writesPerClone * round / rounds;
        for (int i = 0; i < clones; i++) {
          write(writes.get(i), until - done);
          files.get(i).sync();
        }
        done = until;
        look(round, done);
      }
      for (WorkFile file : files) {
        file.close();
      }
    }

    private void write(RandomWrites writes, long count) throws IOException {
      for (long i = 0; i < count; i++) {
        writes.write();
        bench.pace();
        bench.operation();
      }
    }

    private void look(int round, long writesSoFar) throws IOException {
      String which = rounds == 1 ? "" : "Round" + round;
      bench.extra("sharedBytesMeasured" + which, sharedBytes());
      bench.extra("sharedBytesExpected" + which, expected(writesSoFar));
    }

    /** What all clones would take by themselves, but for what they have made the image grow by. */
    private double sharedBytes() throws IOException {
      long exclusive = bench.counters().usedBytes() - usedBefore;
      return (double) (clones * fileBytes - exclusive);
    }

    private double expected(long writesSoFar) {
      double shared = Math.exp(-(double) writesSoFar / (double) pages);
      return (double) (clones * fileBytes) * shared;
    }

    @Override
    public void afterwards() throws IOException {
      bench.extra("sharedBytesMeasured", sharedBytes());
      bench.extra("sharedBytesExpected", expected(writesPerClone));
    }
  }
}
