package io.mucca.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.device.MemoryDevice;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.SharingUnderLock;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A snapshot or clone of a volume with few or many empty files, on a device in memory: the whole
 * call, which ends with a durable checkpoint, and the part that holds the tree lock, during which
 * nobody else can work. Neither depends on the number of files.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SnapshotBenchmark {
  private static final int FILES_PER_DIRECTORY = 1000;
  private static final RootName MAIN = RootName.volume("main");
  private static final RootName SNAPSHOT = new RootName("main", "now");

  @Param({"1000", "1000000"})
  private int files;

  private VolumeImage image;

  /** Makes the files. */
  @Setup
  public void fill() throws IOException {
    MemoryDevice device = new MemoryDevice(4L << 30, 512);
    VolumeImage.format(device, FormatOptions.DEFAULT);
    OpenOptions options = new OpenOptions(false, 1L << 30, 256L << 20, 64L << 20, 3_600_000);
    image = VolumeImage.open(device, options);
    try (FileSystem volume = image.openRoot(MAIN, false)) {
      Attributes out = new Attributes();
      for (int i = 0; i < files; i += FILES_PER_DIRECTORY) {
        volume.makeDirectory(FileSystem.ROOT_INODE, name("d" + i), 0755, 0, 0, out);
        long directory = out.inode;
        for (int j = 0; j < FILES_PER_DIRECTORY; j++) {
          volume.createNode(directory, name("f" + j), 0644, 0, 0, 0, out);
        }
      }
    }
    image.checkpoint();
  }

  private static byte[] name(String text) {
    return text.getBytes(US_ASCII);
  }

  /** Ends the image's threads. */
  @TearDown
  public void close() throws IOException {
    image.close();
  }

  /** Takes back what a call has made, outside of the time that is measured. */
  @State(Scope.Thread)
  public static class Whole {
    private RootName made = SNAPSHOT;

    /** Destroys the root, and waits until its space is free. */
    @TearDown(Level.Invocation)
    public void destroy(SnapshotBenchmark benchmark) throws IOException {
      benchmark.image.destroy(made);
      benchmark.image.awaitDeletions();
    }
  }

  /** The same for roots that are in memory only. */
  @State(Scope.Thread)
  public static class Locked {
    private SharingUnderLock sharing;

    /** Finds the parts of the image. */
    @Setup
    public void prepare(SnapshotBenchmark benchmark) {
      sharing = new SharingUnderLock(benchmark.image);
    }

    /** Forgets the root. */
    @TearDown(Level.Invocation)
    public void undo() throws IOException {
      sharing.undo();
    }
  }

  /** A durable snapshot. */
  @Benchmark
  public void snapshot(Whole whole) throws IOException {
    whole.made = SNAPSHOT;
    image.snapshot(SNAPSHOT);
  }

  /** A durable writable clone. */
  @Benchmark
  public void cloneVolume(Whole whole) throws IOException {
    whole.made = RootName.volume("copy");
    image.cloneRoot(MAIN, List.of("copy"), true);
  }

  /** A snapshot's hold of the tree lock. */
  @Benchmark
  public void snapshotUnderLock(Locked locked) throws IOException {
    locked.sharing.share(MAIN, SNAPSHOT, true);
  }

  /** A clone's hold of the tree lock. */
  @Benchmark
  public void cloneUnderLock(Locked locked) throws IOException {
    locked.sharing.share(MAIN, RootName.volume("copy"), false);
  }
}
