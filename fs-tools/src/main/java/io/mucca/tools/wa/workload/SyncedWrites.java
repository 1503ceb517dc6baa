package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;

/** Random overwrites of one file with an fsync after every so many, and one at the end. */
final class SyncedWrites {
  private SyncedWrites() {}

  static Workload.Work prepare(Bench bench, long every) throws IOException {
    Parameters parameters = bench.parameters();
    WorkFile file = Usual.newFile(bench, "big", parameters.size(Usual.FILE_SIZE));
    RandomWrites writes = RandomWrites.of(bench, 0, file);
    long operations = parameters.count(Usual.OPERATIONS);
    bench.expect(operations);
    return () -> {
      try (file) {
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
    };
  }
}
