package io.mucca.tools.wa.workload;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.trace.Trace;
import io.mucca.tools.trace.TraceOperation;
import io.mucca.tools.wa.engine.FileTree;
import io.mucca.tools.wa.engine.WorkFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whatever an application once did. */
final class Replay implements Workload {
  private static final String TRACE = "trace";
  private static final String TIMING = "timing";
  private static final String FAST = "fast";
  private static final String RECORDED = "recorded";
  private static final long NANOS_PER_MICRO = 1000;

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String summary() {
    return "Does again what a trace file says that an application did, with other bytes.";
  }

  @Override
  public List<Parameter> parameters() {
    return Usual.with(
        new Parameter(TRACE, "", new Parameter.Text(), "the trace file"),
        Parameter.choice(TIMING, "one after the other, or when they were", FAST, RECORDED));
  }

  @Override
  public Work prepare(Bench bench) throws IOException {
    String file = bench.parameters().text(TRACE);
    if (file.isEmpty()) {
      throw Failure.usage("replay needs a trace file: --set trace=FILE");
    }
    Trace trace = Trace.read(Path.of(file));
    boolean recorded = bench.parameters().text(TIMING).equals(RECORDED);
    Player player = new Player(bench);
    List<Trace.Line> before = trace.lines().stream().filter(Replay::isBefore).toList();
    List<Trace.Line> after = trace.lines().stream().filter(line -> !isBefore(line)).toList();
    for (Trace.Line line : before) {
      player.play(line.operation());
    }
    player.closeAll();
    bench.expect(after.size());
    return () -> {
      long start = System.nanoTime();
      for (Trace.Line line : after) {
        if (recorded) {
          await(start + line.atMicros() * NANOS_PER_MICRO);
        }
        player.play(line.operation());
        bench.pace();
        bench.operation();
      }
      player.closeAll();
    };
  }

  private static boolean isBefore(Trace.Line line) {
    return line.operation() instanceof TraceOperation.Have
        || line.operation() instanceof TraceOperation.HaveDirectory;
  }

  private static void await(long nanoTime) throws Failure {
    long nanos = nanoTime - System.nanoTime();
    if (nanos <= 0) {
      return;
    }
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted between two operations of the trace");
    }
  }

  /** Does the operations, and keeps files open from the first use to the last. */
  private static final class Player {
    private final Bench bench;
    private final FileTree files;
    private final Content content;
    private final Map<String, WorkFile> open = new HashMap<>();

    Player(Bench bench) {
      this.bench = bench;
      files = bench.files();
      content = bench.content(0);
    }

    void play(TraceOperation operation) throws IOException {
      switch (operation) {
        case TraceOperation.Have o -> Usual.newFile(bench, o.path(), o.sizeBytes()).close();
        case TraceOperation.HaveDirectory o -> files.makeDirectory(o.path());
        case TraceOperation.Create o -> keep(o.path(), files.create(o.path()));
        case TraceOperation.MakeDirectory o -> files.makeDirectory(o.path());
        case TraceOperation.Write o ->
            file(o.path()).write(o.offsetBytes(), content.next(o.count()));
        case TraceOperation.Read o -> read(o);
        case TraceOperation.Truncate o -> file(o.path()).truncate(o.sizeBytes());
        case TraceOperation.Sync o -> file(o.path()).sync();
        case TraceOperation.SyncDirectory o -> files.syncDirectory(o.path());
        case TraceOperation.SyncAll _ -> files.syncAll();
        case TraceOperation.Close o -> close(o.path());
        case TraceOperation.Rename o -> rename(o);
        case TraceOperation.Link o -> files.link(o.path(), o.newPath());
        case TraceOperation.Unlink o -> files.unlink(o.path());
        case TraceOperation.RemoveDirectory o -> files.removeDirectory(o.path());
        case TraceOperation.SetXattr o -> setXattr(o);
      }
    }

    private void read(TraceOperation.Read operation) throws IOException {
      int unused =
          file(operation.path())
              .read(operation.offsetBytes(), ByteBuffer.allocateDirect(operation.count()));
    }

    private void rename(TraceOperation.Rename operation) throws IOException {
      files.rename(operation.path(), operation.newPath());
      close(operation.newPath());
      WorkFile moved = open.remove(operation.path());
      if (moved != null) {
        open.put(operation.newPath(), moved);
      }
    }

    private void setXattr(TraceOperation.SetXattr operation) throws IOException {
      byte[] value = new byte[operation.count()];
      content.next(value.length).get(value);
      files.setXattr(operation.path(), operation.name(), value);
    }

    private WorkFile file(String path) throws IOException {
      WorkFile file = open.get(path);
      return file != null ? file : keep(path, files.open(path));
    }

    private WorkFile keep(String path, WorkFile file) throws IOException {
      close(path);
      open.put(path, file);
      return file;
    }

    private void close(String path) throws IOException {
      WorkFile file = open.remove(path);
      if (file != null) {
        file.close();
      }
    }

    void closeAll() throws IOException {
      for (WorkFile file : open.values()) {
        file.close();
      }
      open.clear();
    }
  }
}
