package io.mucca.tools.wa.workload;

import java.io.IOException;
import java.util.List;

/** The worst of cases for whoever writes whole blocks. */
final class OneByte implements Workload {
  @Override
  public String name() {
    return "one-byte";
  }

  @Override
  public String summary() {
    return "Overwrites single bytes at random places of a file, with an fsync after each.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Usual.operations(1000), Usual.fileSize("64M"), Usual.writeSize("1"), Usual.align("1"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    return SyncedWrites.prepare(bench, 1);
  }
}
