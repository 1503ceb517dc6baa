package io.mucca.tools.wa.workload;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.Counters;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.List;

/** What is left of all that when there is little space to choose from. */
final class NearFull implements Workload {
  private static final String FILL = "fill-percent";
  private static final int PERCENT = 100;
  private static final long UNIT_BYTES = 1 << 20;

  @Override
  public String name() {
    return "near-full";
  }

  @Override
  public String summary() {
    return "Fills the filesystem, then overwrites random blocks of what is in it, with an fsync"
        + " after each.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Usual.operations(1000),
        Parameter.count(FILL, 90, 50, 95, "how full it is, in percent"),
        Usual.writeSize("4K"),
        Usual.align("4K"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    Parameters parameters = bench.parameters();
    Counters empty = bench.counters();
    long wanted = empty.capacityBytes() / PERCENT * parameters.count(FILL) - empty.usedBytes();
    if (wanted < UNIT_BYTES) {
      throw Failure.usage("the filesystem is fuller than that, or too small; give a larger --size");
    }
    WorkFile file = Usual.newFile(bench, "big", wanted / UNIT_BYTES * UNIT_BYTES);
    RandomWrites writes =
        new RandomWrites(
            bench,
            0,
            file,
            file.sizeBytes(),
            parameters.smallSize(Usual.WRITE_SIZE),
            parameters.size(Usual.ALIGN));
    long operations = parameters.count(Usual.OPERATIONS);
    bench.expect(operations);
    return () -> {
      try (file) {
        for (long done = 0; done < operations; done++) {
          writes.write();
          file.sync();
          bench.pace();
          bench.operation();
        }
      }
    };
  }
}
