package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.List;

/** What writers of logs do. */
final class AppendFsync implements Workload {
  @Override
  public String name() {
    return "append-fsync";
  }

  @Override
  public String summary() {
    return "Appends to a file that is empty at first, with an fsync after each write.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(Usual.operations(1000), Usual.writeSize("4K"));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    WorkFile file = bench.files().create("log");
    Content content = bench.content(0);
    long operations = bench.parameters().count(Usual.OPERATIONS);
    int writeBytes = bench.parameters().smallSize(Usual.WRITE_SIZE);
    bench.expect(operations);
    return () -> {
      try (file) {
        for (long done = 0; done < operations; done++) {
          file.append(content.next(writeBytes));
          file.sync();
          bench.pace();
          bench.operation();
        }
      }
    };
  }
}
