package io.mucca.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.device.AlignedMemory;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long operations take while a checkpoint is made, and while none is: on a volume with many
 * small files, which threads overwrite, read, create and remove, while others sync what they wrote,
 * and a checkpoint is asked for every second.
 */
public final class CheckpointStallBenchmark {
  private static final int DEFAULT_FILES = 200_000;
  private static final int DEFAULT_SECONDS = 30;
  private static final int FILES_PER_DIRECTORY = 1000;
  private static final int SMALL_BYTES = 100;
  private static final int BLOCK_BYTES = 4096;
  private static final long LARGE_BYTES = 64 << 20;
  private static final long IMAGE_BYTES = 2L << 30;
  private static final long PAUSE_MILLIS = 1000;

  /**
   * Between two operations of a thread that does not sync: else it would fill all memory for
   * written data, and everybody would wait for the disk at all times.
   */
  private static final long THINKING_NANOS = 500_000;

  private static final long MAX_NANOS = 600_000_000_000L;
  private static final int PRECISION_DIGITS = 3;

  private final VolumeImage image;
  private final FileSystem volume;
  private final long[] small;
  private final long[] large = new long[Kind.values().length];

  /** Odd while a checkpoint is being made. */
  private final AtomicLong phase = new AtomicLong();

  private volatile boolean stopped;

  /** What threads do, one of each kind. */
  private enum Kind {
    READ_SMALL,
    READ_BLOCK,
    WRITE_SMALL,
    WRITE_BLOCK,
    CREATE_AND_UNLINK,
    WRITE_AND_FSYNC,
    WRITE_SMALL_AND_FSYNC;

    boolean syncs() {
      return this == WRITE_AND_FSYNC || this == WRITE_SMALL_AND_FSYNC;
    }
  }

  /** Latencies of a kind in nanoseconds. */
  private static final class Latencies {
    final Histogram during = new Histogram(MAX_NANOS, PRECISION_DIGITS);
    final Histogram outside = new Histogram(MAX_NANOS, PRECISION_DIGITS);
  }

  private CheckpointStallBenchmark(VolumeImage image, FileSystem volume, int files) {
    this.image = image;
    this.volume = volume;
    small = new long[files];
  }

  /** Arguments: a directory on the disk to measure, then the number of files, and seconds. */
  public static void main(String[] arguments) throws Exception {
    int files = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_FILES;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : DEFAULT_SECONDS;
    try (BenchmarkFile file = new BenchmarkFile(Path.of(arguments[0]), IMAGE_BYTES)) {
      try (FileDevice device = FileDevice.open(file.path(), FileDeviceOptions.defaults())) {
        VolumeImage.format(device, FormatOptions.DEFAULT);
      }
      FileDevice device = FileDevice.open(file.path(), FileDeviceOptions.defaults());
      try (VolumeImage image = VolumeImage.open(device, OpenOptions.DEFAULT);
          FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
        CheckpointStallBenchmark benchmark = new CheckpointStallBenchmark(image, volume, files);
        benchmark.fill();
        benchmark.measure(seconds);
      }
    }
  }

  private void fill() throws IOException {
    Attributes out = new Attributes();
    MemorySegment content = AlignedMemory.allocate(SMALL_BYTES);
    long directory = FileSystem.ROOT_INODE;
    for (int i = 0; i < small.length; i++) {
      if (i % FILES_PER_DIRECTORY == 0) {
        volume.makeDirectory(FileSystem.ROOT_INODE, name("d" + i), 0755, 0, 0, out);
        directory = out.inode;
      }
      small[i] = create(directory, "f" + i);
      volume.write(small[i], 0, content);
    }
    MemorySegment mebibyte = AlignedMemory.allocate(1 << 20);
    for (Kind kind : Kind.values()) {
      large[kind.ordinal()] = create(FileSystem.ROOT_INODE, "large" + kind);
      for (long offset = 0; offset < LARGE_BYTES; offset += mebibyte.byteSize()) {
        volume.write(large[kind.ordinal()], offset, mebibyte);
      }
    }
    image.checkpoint();
  }

  private long create(long directory, String name) throws IOException {
    Attributes out = new Attributes();
    volume.createNode(directory, name(name), 0100644, 0, 0, 0, out);
    return out.inode;
  }

  private static byte[] name(String text) {
    return text.getBytes(US_ASCII);
  }

  private void measure(int seconds) throws Exception {
    Kind[] kinds = Kind.values();
    List<Latencies> latencies = new ArrayList<>();
    Histogram checkpoints = new Histogram(MAX_NANOS, PRECISION_DIGITS);
    try (ExecutorService executor = Executors.newFixedThreadPool(kinds.length)) {
      List<Future<?>> futures = new ArrayList<>();
      for (Kind kind : kinds) {
        Latencies own = new Latencies();
        latencies.add(own);
        futures.add(executor.submit(() -> repeat(kind, own)));
      }
      try {
        makeCheckpoints(seconds, checkpoints);
      } finally {
        stopped = true;
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
    print(kinds, latencies, checkpoints);
  }

  private void makeCheckpoints(int seconds, Histogram durations)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
      long start = System.nanoTime();
      phase.incrementAndGet();
      image.checkpoint();
      phase.incrementAndGet();
      durations.recordValue(System.nanoTime() - start);
    }
  }

  private Latencies repeat(Kind kind, Latencies latencies) throws IOException {
    SplittableRandom random = new SplittableRandom(kind.ordinal());
    MemorySegment buffer = AlignedMemory.allocate(BLOCK_BYTES);
    while (!stopped) {
      long phaseBefore = phase.get();
      long start = System.nanoTime();
      operate(kind, random, buffer);
      long nanos = System.nanoTime() - start;
      boolean untouched = phaseBefore % 2 == 0 && phase.get() == phaseBefore;
      (untouched ? latencies.outside : latencies.during).recordValue(nanos);
      if (!kind.syncs()) {
        LockSupport.parkNanos(THINKING_NANOS);
      }
    }
    return latencies;
  }

  private void operate(Kind kind, SplittableRandom random, MemorySegment buffer)
      throws IOException {
    long someSmall = small[random.nextInt(small.length)];
    long ownLarge = large[kind.ordinal()];
    long place = random.nextLong(LARGE_BYTES / BLOCK_BYTES) * BLOCK_BYTES;
    MemorySegment few = buffer.asSlice(0, SMALL_BYTES);
    switch (kind) {
      case READ_SMALL -> volume.read(someSmall, 0, few);
      case READ_BLOCK -> volume.read(ownLarge, place, buffer);
      case WRITE_SMALL -> volume.write(someSmall, 0, few);
      case WRITE_BLOCK -> volume.write(ownLarge, place, buffer);
      case CREATE_AND_UNLINK -> {
        create(FileSystem.ROOT_INODE, "new");
        volume.unlink(FileSystem.ROOT_INODE, name("new"));
      }
      case WRITE_AND_FSYNC -> {
        volume.write(ownLarge, place, buffer);
        volume.fsync(ownLarge);
      }
      case WRITE_SMALL_AND_FSYNC -> {
        volume.write(someSmall, 0, few);
        volume.fsync(someSmall);
      }
    }
  }

  private void print(Kind[] kinds, List<Latencies> latencies, Histogram checkpoints) {
    System.out.printf(
        "%,d files; %d checkpoints were asked for, each %.1f ms (median), %.1f ms (longest)%n%n",
        small.length,
        checkpoints.getTotalCount(),
        millis(checkpoints.getValueAtPercentile(50)),
        millis(checkpoints.getMaxValue()));
    System.out.printf(
        "%-22s %-8s %10s %10s %10s %10s %10s%n",
        "milliseconds", "ckpt", "count", "p50", "p99", "p99.9", "max");
    long longest = 0;
    Kind stalled = kinds[0];
    for (Kind kind : kinds) {
      Latencies own = latencies.get(kind.ordinal());
      printRow(kind, "during", own.during);
      printRow(kind, "outside", own.outside);
      if (own.during.getMaxValue() > longest) {
        longest = own.during.getMaxValue();
        stalled = kind;
      }
    }
    System.out.printf(
        "%nLongest stall during a checkpoint: %.1f ms, %s%n", millis(longest), stalled);
  }

  private static void printRow(Kind kind, String when, Histogram histogram) {
    System.out.printf(
        "%-22s %-8s %10d %10.3f %10.3f %10.3f %10.3f%n",
        kind,
        when,
        histogram.getTotalCount(),
        millis(histogram.getValueAtPercentile(50)),
        millis(histogram.getValueAtPercentile(99)),
        millis(histogram.getValueAtPercentile(99.9)),
        millis(histogram.getMaxValue()));
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }
}
