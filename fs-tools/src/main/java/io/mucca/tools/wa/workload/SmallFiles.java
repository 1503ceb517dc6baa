package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.FileTree;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.List;

/** Unpacking, mail, caches: many small files. */
final class SmallFiles implements Workload {
  private static final String SYNC = "sync";
  private static final String EACH = "each";
  private static final String END = "end";
  private static final String DIRECTORY = "files";

  @Override
  public String name() {
    return "small-files";
  }

  @Override
  public String summary() {
    return "Makes small files in one directory; syncs each and the directory, or all at the end.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        Usual.operations(1000),
        Parameter.size(Usual.FILE_SIZE, "4K", 0, "size of each file"),
        Parameter.choice(SYNC, "when: each file and its directory, or all at the end", EACH, END));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    Parameters parameters = bench.parameters();
    FileTree files = bench.files();
    files.makeDirectory(DIRECTORY);
    Content content = bench.content(0);
    int size = parameters.smallSize(Usual.FILE_SIZE);
    boolean each = parameters.text(SYNC).equals(EACH);
    long operations = parameters.count(Usual.OPERATIONS);
    bench.expect(operations);
    return () -> {
      for (long i = 0; i < operations; i++) {
        make(files, DIRECTORY + "/f" + i, content, size, each);
        if (each) {
          files.syncDirectory(DIRECTORY);
          bench.pace();
        }
        bench.operation();
      }
      files.syncAll();
    };
  }

  private static void make(FileTree files, String path, Content content, int size, boolean sync)
      throws IOException {
    try (WorkFile file = files.create(path)) {
      if (size > 0) {
        file.append(content.next(size));
      }
      if (sync) {
        file.sync();
      }
    }
  }
}
