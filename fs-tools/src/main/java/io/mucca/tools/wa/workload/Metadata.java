package io.mucca.tools.wa.workload;

import io.mucca.tools.wa.engine.FileTree;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What changes of names and attributes cost. */
final class Metadata implements Workload {
  private static final String OPERATION = "operation";
  private static final String ALL = "all";
  private static final int XATTR_BYTES = 32;

  @Override
  public String name() {
    return "metadata";
  }

  @Override
  public String summary() {
    return "Makes, links, renames and removes names and sets attributes, with an fsync after each;"
        + " figures by kind are under extras.";
  }

  @Override
  public List<Parameter> parameters() {
    List<String> words = new ArrayList<>(List.of(ALL));
    for (Kind kind : Kind.values()) {
      words.add(kind.word());
    }
    return Usual.with(
        Parameter.count(Usual.OPERATIONS, 200, 1, "of each kind"),
        Parameter.choice(OPERATION, "which kind", words.toArray(String[]::new)));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    Parameters parameters = bench.parameters();
    String wanted = parameters.text(OPERATION);
    Set<Kind> kinds =
        wanted.equals(ALL)
            ? EnumSet.allOf(Kind.class)
            : EnumSet.of(Kind.valueOf(wanted.toUpperCase(Locale.ROOT)));
    long operations = parameters.count(Usual.OPERATIONS);
    for (Kind kind : kinds) {
      bench.files().makeDirectory(kind.word());
      for (long i = 0; kind.needsFiles && i < operations; i++) {
        bench.files().create(kind.path("a", i)).close();
      }
    }
    bench.expect(operations * kinds.size());
    return () -> {
      for (Kind kind : kinds) {
        run(bench, kind, operations);
      }
    };
  }

  private static void run(Bench bench, Kind kind, long operations) throws IOException {
    bench.event("phase", kind.word());
    long before = bench.deviceBytes();
    for (long i = 0; i < operations; i++) {
      kind.run(bench.files(), i);
      bench.pace();
      bench.operation();
    }
    bench.extra(
        kind.word() + "BytesPerOperation",
        (double) (bench.deviceBytes() - before) / (double) operations);
  }

  /** The kinds; each ends with its fsync. */
  private enum Kind {
    CREATE(false) {
      @Override
      void change(FileTree files, long i) throws IOException {
        files.create(path("a", i)).close();
      }
    },
    MKDIR(false) {
      @Override
      void change(FileTree files, long i) throws IOException {
        files.makeDirectory(path("a", i));
      }
    },
    RENAME(true) {
      @Override
      void change(FileTree files, long i) throws IOException {
        files.rename(path("a", i), path("b", i));
      }
    },
    UNLINK(true) {
      @Override
      void change(FileTree files, long i) throws IOException {
        files.unlink(path("a", i));
      }
    },
    LINK(true) {
      @Override
      void change(FileTree files, long i) throws IOException {
        files.link(path("a", i), path("b", i));
      }
    },
    SETXATTR(true) {
      @Override
      void change(FileTree files, long i) throws IOException {
        files.setXattr(path("a", i), "measured", new byte[XATTR_BYTES]);
      }

      @Override
      void sync(FileTree files, long i) throws IOException {
        try (WorkFile file = files.open(path("a", i))) {
          file.sync();
        }
      }
    };

    final boolean needsFiles;

    Kind(boolean needsFiles) {
      this.needsFiles = needsFiles;
    }

    abstract void change(FileTree files, long i) throws IOException;

    void sync(FileTree files, long i) throws IOException {
      files.syncDirectory(word());
    }

    final void run(FileTree files, long i) throws IOException {
      change(files, i);
      sync(files, i);
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String path(String prefix, long i) {
      return word() + "/" + prefix + i;
    }
  }
}
