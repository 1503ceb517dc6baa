package io.mucca.tools.wa.workload;

import java.io.IOException;
import java.util.List;

/** How much it helps to sync less often. */
final class Batch implements Workload {
  private static final String EVERY = "every";
  private static final String NEVER = "never";

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public String summary() {
    return "Overwrites random blocks of a file, with an fsync after every so many.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Usual.operations(1000),
        Usual.fileSize("64M"),
        Usual.writeSize("4K"),
        Usual.align("4K"),
        new Parameter(
            EVERY,
            "100",
            new Parameter.CountOr(1, 1_000_000_000, NEVER),
            "writes from one fsync to the next; never: one at the end"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    String every = bench.parameters().text(EVERY);
    return SyncedWrites.prepare(
        bench, every.equals(NEVER) ? Long.MAX_VALUE : Long.parseLong(every));
  }
}
