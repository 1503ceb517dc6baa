package io.mucca.tools.wa.workload;

import java.io.IOException;
import java.util.List;

/** The write of a database without a log: the floor for everything else. */
final class OverwriteFsync implements Workload {
  @Override
  public String name() {
    return "overwrite-fsync";
  }

  @Override
  public String summary() {
    return "Overwrites random blocks of a file, with an fsync after each.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Usual.operations(1000), Usual.fileSize("64M"), Usual.writeSize("4K"), Usual.align("4K"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    return SyncedWrites.prepare(bench, 1);
  }
}
