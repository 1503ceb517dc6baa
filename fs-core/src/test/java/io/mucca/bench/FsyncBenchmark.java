package io.mucca.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.device.AlignedMemory;
import io.mucca.device.BlockDevice;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.device.WriteCategory;
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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many times a second 4 KiB at a random place of a file become durable, through the core and,
 * beside it, with the least that a device must do for it: one write of 4 KiB in place, one of a
 * sector at the end of a ring, one sync. Both use one and the same {@link FileDevice}, in turns, so
 * that the ratio holds on a machine that is noisy.
 */
public final class FsyncBenchmark {
  private static final int BLOCK_BYTES = 4096;
  private static final long FILE_BYTES = 64 << 20;
  private static final int MAX_THREADS = 8;
  private static final int[] THREAD_COUNTS = {1, MAX_THREADS};
  private static final long IMAGE_BYTES = 1L << 30;
  private static final long RING_BYTES = 1 << 20;
  private static final long RAW_BYTES = MAX_THREADS * FILE_BYTES + RING_BYTES;
  private static final double WARMUP_SECONDS = 0.5;
  private static final int DEFAULT_ROUNDS = 5;
  private static final double DEFAULT_SECONDS = 2;

  private final int rounds;
  private final double seconds;

  private FsyncBenchmark(int rounds, double seconds) {
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /** Arguments: a directory on the disk to measure, then rounds, and seconds of each. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_ROUNDS;
    double seconds = arguments.length > 2 ? Double.parseDouble(arguments[2]) : DEFAULT_SECONDS;
    FsyncBenchmark benchmark = new FsyncBenchmark(rounds, seconds);
    try (BenchmarkFile file = new BenchmarkFile(Path.of(arguments[0]), IMAGE_BYTES + RAW_BYTES)) {
      benchmark.measure("file", file.path());
      if (BenchmarkFile.canAttach()) {
        benchmark.measure("loop", file.attach());
      } else {
        System.out.println("A loop device needs root; left out.");
      }
    }
  }

  /** One 4 KiB overwrite that is durable when it returns. */
  @FunctionalInterface
  private interface Pair {
    void run(int thread, SplittableRandom random) throws IOException;
  }

  private void measure(String medium, Path path) throws Exception {
    try (FileDevice device = FileDevice.open(path, FileDeviceOptions.defaults())) {
      BlockDevice part = new DevicePart(device, 0, IMAGE_BYTES);
      VolumeImage.format(part, FormatOptions.DEFAULT);
      try (VolumeImage image = VolumeImage.open(part, OpenOptions.DEFAULT);
          FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
        Pair core = core(volume);
        Pair raw = raw(new DevicePart(device, IMAGE_BYTES, RAW_BYTES));
        for (int threads : THREAD_COUNTS) {
          compare(medium + ", sectors of " + device.sectorSize(), threads, core, raw);
        }
      }
    }
  }

  private static Pair core(FileSystem volume) throws IOException {
    long[] files = new long[MAX_THREADS];
    MemorySegment[] buffers = buffers(BLOCK_BYTES);
    MemorySegment mebibyte = AlignedMemory.allocate(1 << 20);
    Attributes out = new Attributes();
    for (int i = 0; i < files.length; i++) {
      byte[] name = ("file" + i).getBytes(US_ASCII);
      volume.createNode(FileSystem.ROOT_INODE, name, 0100644, 0, 0, 0, out);
      files[i] = out.inode;
      for (long offset = 0; offset < FILE_BYTES; offset += mebibyte.byteSize()) {
        volume.write(files[i], offset, mebibyte);
      }
    }
    volume.syncAll();
    return (thread, random) -> {
      volume.write(files[thread], place(random), buffers[thread]);
      volume.fsync(files[thread]);
    };
  }

  private static Pair raw(BlockDevice device) {
    MemorySegment[] blocks = buffers(BLOCK_BYTES);
    MemorySegment[] records = buffers(device.sectorSize());
    AtomicLong ringSector = new AtomicLong();
    long ringSectors = RING_BYTES / device.sectorSize();
    return (thread, random) -> {
      long own = thread * FILE_BYTES;
      device.write(own + place(random), blocks[thread], WriteCategory.DATA);
      long sector = ringSector.getAndIncrement() % ringSectors;
      device.write(
          MAX_THREADS * FILE_BYTES + sector * device.sectorSize(),
          records[thread],
          WriteCategory.LOG_RECORD);
      device.sync();
    };
  }

  private static MemorySegment[] buffers(int length) {
    MemorySegment[] buffers = new MemorySegment[MAX_THREADS];
    Arrays.setAll(buffers, thread -> AlignedMemory.allocate(length).fill((byte) (thread + 1)));
    return buffers;
  }

  private static long place(SplittableRandom random) {
    return random.nextLong(FILE_BYTES / BLOCK_BYTES) * BLOCK_BYTES;
  }

  private void compare(String medium, int threads, Pair core, Pair raw) throws Exception {
    perSecond(threads, WARMUP_SECONDS, core);
    perSecond(threads, WARMUP_SECONDS, raw);
    double[] cores = new double[rounds];
    double[] raws = new double[rounds];
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      cores[round] = perSecond(threads, seconds, core);
      raws[round] = perSecond(threads, seconds, raw);
      ratios[round] = cores[round] / raws[round];
    }
    System.out.printf(
        "%s, threads: %d; medians of %d rounds: core %.0f/s, raw pair %.0f/s, core / raw %.3f"
            + " (%.3f to %.3f)%n",
        medium,
        threads,
        rounds,
        median(cores),
        median(raws),
        median(ratios),
        Arrays.stream(ratios).min().orElseThrow(),
        Arrays.stream(ratios).max().orElseThrow());
  }

  private static double perSecond(int threads, double seconds, Pair pair) throws Exception {
    long start = System.nanoTime();
    long deadline = start + (long) (seconds * 1e9);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        counts.add(executor.submit(() -> count(thread, deadline, pair)));
      }
      long total = sum(counts);
      return total / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static long count(int thread, long deadline, Pair pair) throws IOException {
    SplittableRandom random = new SplittableRandom(deadline + thread);
    long count = 0;
    while (System.nanoTime() < deadline) {
      pair.run(thread, random);
      count++;
    }
    return count;
  }

  private static long sum(List<Future<Long>> counts)
      throws InterruptedException, ExecutionException {
    long total = 0;
    for (Future<Long> count : counts) {
      total += count.get();
    }
    return total;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
