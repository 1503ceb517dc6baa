package io.mucca.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.device.AlignedMemory;
import io.mucca.device.CountingDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.fs.Attributes;
import io.mucca.fs.Compression;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How fast a file is written with one fsync, and read, through each kind of compression, on a
 * device in memory: what compressing costs without a disk. All kinds take turns in one run, so that
 * the ratios hold on a machine that is noisy; the medians are told.
 */
public final class CompressionBenchmark {
  private static final int FILE_BYTES = 64 << 20;
  private static final int PIECE_BYTES = 128 << 10;
  private static final long IMAGE_BYTES = 512L << 20;
  private static final int DEFAULT_ROUNDS = 5;
  private static final int WORD_COUNT = 2000;

  private static final List<Compression> KINDS =
      List.of(Compression.OFF, Compression.LZ4, Compression.zstd(3));

  private final MemorySegment buffer = AlignedMemory.allocate(PIECE_BYTES);

  private CompressionBenchmark() {}

  /** Argument: how many rounds. */
  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
    CompressionBenchmark benchmark = new CompressionBenchmark();
    benchmark.compare("text", text(), rounds);
    benchmark.compare("random", random(), rounds);
  }

  /** Words of a small language, the short ones more often. */
  private static byte[] text() {
    SplittableRandom random = new SplittableRandom(1);
    byte[][] words = new byte[WORD_COUNT][];
    for (int i = 0; i < words.length; i++) {
      words[i] = new byte[2 + random.nextInt(9)];
      for (int at = 0; at < words[i].length; at++) {
        words[i][at] = (byte) ('a' + Math.min(random.nextInt(26), random.nextInt(26)));
      }
    }
    byte[] content = new byte[FILE_BYTES];
    Arrays.fill(content, (byte) ' ');
    for (int at = 0; at < content.length; ) {
      byte[] word = words[Math.min(random.nextInt(WORD_COUNT), random.nextInt(WORD_COUNT))];
      int length = Math.min(word.length, content.length - at);
      System.arraycopy(word, 0, content, at, length);
      at += length + 1;
    }
    return content;
  }

  private static byte[] random() {
    byte[] content = new byte[FILE_BYTES];
    new SplittableRandom(1).nextBytes(content);
    return content;
  }

  private void compare(String what, byte[] content, int rounds) throws IOException {
    double[][] writes = new double[KINDS.size()][rounds];
    double[][] reads = new double[KINDS.size()][rounds];
    double[] stored = new double[KINDS.size()];
    // One more before them, for the compiler.
    for (int round = -1; round < rounds; round++) {
      for (int kind = 0; kind < KINDS.size(); kind++) {
        double[] result = run(KINDS.get(kind), content);
        if (round >= 0) {
          writes[kind][round] = result[0];
          reads[kind][round] = result[1];
        }
        stored[kind] = result[2];
      }
    }
    for (int kind = 0; kind < KINDS.size(); kind++) {
      System.out.printf(
          "%s, %s: write and fsync %.0f MB/s, read %.0f MB/s, %.3f of the bytes written%n",
          what, KINDS.get(kind), median(writes[kind]), median(reads[kind]), stored[kind]);
    }
  }

  /** MB/s of writing and of reading, and the share of the bytes that reached the device. */
  private double[] run(Compression compression, byte[] content) throws IOException {
    CountingDevice device = new CountingDevice(new MemoryDevice(IMAGE_BYTES, 512));
    VolumeImage.format(device, FormatOptions.DEFAULT.withCompression(compression));
    try (VolumeImage image = VolumeImage.open(device, OpenOptions.DEFAULT);
        FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      byte[] name = "file".getBytes(US_ASCII);
      volume.createNode(FileSystem.ROOT_INODE, name, 0100644, 0, 0, 0, out);
      long before = device.counters().bytesWritten(WriteCategory.DATA);
      long start = System.nanoTime();
      for (int at = 0; at < content.length; at += PIECE_BYTES) {
        MemorySegment.copy(MemorySegment.ofArray(content), at, buffer, 0, PIECE_BYTES);
        volume.write(out.inode, at, buffer);
      }
      volume.fsync(out.inode);
      double write = megabytesSince(start);
      long written = device.counters().bytesWritten(WriteCategory.DATA) - before;
      start = System.nanoTime();
      for (int at = 0; at < content.length; at += PIECE_BYTES) {
        volume.read(out.inode, at, buffer);
      }
      return new double[] {write, megabytesSince(start), (double) written / content.length};
    }
  }

  private static double megabytesSince(long startNanos) {
    return FILE_BYTES / 1e6 / ((System.nanoTime() - startNanos) / 1e9);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
