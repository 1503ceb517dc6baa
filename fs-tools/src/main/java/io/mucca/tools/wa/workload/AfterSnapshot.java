package io.mucca.tools.wa.workload;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a snapshot costs those who write on. */
final class AfterSnapshot implements Workload {
  @Override
  public String name() {
    return "after-snapshot";
  }

  @Override
  public String summary() {
    return "Makes a snapshot, then overwrites as many of its blocks, each once, with an fsync after"
        + " each, and the same blocks a second time.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Parameter.count(Usual.OPERATIONS, 1000, 1, "blocks that are written twice"),
        Usual.fileSize("64M"),
        Usual.writeSize("4K"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    requireSnapshots(bench);
    Parameters parameters = bench.parameters();
    long size = parameters.size(Usual.FILE_SIZE);
    int writeBytes = parameters.smallSize(Usual.WRITE_SIZE);
    long[] offsets =
        distinct(bench.random(0), size / writeBytes, parameters.smallCount(Usual.OPERATIONS));
    WorkFile file = Usual.newFile(bench, "big", size);
    bench.expect(2L * offsets.length);
    return () -> {
      try (file) {
        long before = bench.deviceBytes();
        bench.event("snapshot", "before");
        bench.files().snapshot("before");
        bench.extra("snapshotBytes", (double) (bench.deviceBytes() - before));
        round(bench, file, offsets, writeBytes, "first");
        bench.settle();
        round(bench, file, offsets, writeBytes, "second");
      }
    };
  }

  /** Fails where there are no snapshots. */
  static void requireSnapshots(Bench bench) throws Failure {
    if (!bench.files().canSnapshot()) {
      throw Failure.usage(
          "this filesystem makes neither snapshots nor clones; take --engine core or mount, or a"
              + " directory on btrfs or XFS");
    }
  }

  /** So many of the numbers below {@code bound}, in random order. */
  private static long[] distinct(RandomGenerator random, long bound, int count) throws Failure {
    if (count > bound) {
      throw Failure.usage(
          "the file has %d blocks, too few for %d operations; set a larger file-size"
              .formatted(bound, count));
    }
    return random.longs(0, bound).distinct().limit(count).toArray();
  }

  private static void round(Bench bench, WorkFile file, long[] blocks, int writeBytes, String which)
      throws IOException {
    bench.event("phase", which + " write to each block");
    Content content = bench.content(which.length());
    long before = bench.deviceBytes();
    for (long block : blocks) {
      file.write(block * writeBytes, content.next(writeBytes));
      file.sync();
      bench.pace();
      bench.operation();
    }
    double bytes = (double) (bench.deviceBytes() - before);
    bench.extra(which + "WriteBytesPerOperation", bytes / blocks.length);
  }
}
