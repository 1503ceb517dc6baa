package io.mucca.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.device.CountingDevice;
import io.mucca.device.DeviceCounters;
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
import java.util.SplittableRandom;

/**
 * How many bytes an operation writes to a device with sectors of 512 bytes, by category and with
 * its share of the checkpoint behind it. No time is measured, so that it says the same everywhere.
 */
public final class DeviceBytesBenchmark {
  private static final long IMAGE_BYTES = 1L << 29;
  private static final int FILE_BYTES = 64 << 20;
  private static final int WRITE_BYTES = 4096;

  private static final int HALF_BYTES = WRITE_BYTES / 2;

  private static final int FILE_MODE = 0100644;

  private final SplittableRandom random = new SplittableRandom(1);
  private final byte[] bytes = new byte[WRITE_BYTES];
  private final MemorySegment buffer = MemorySegment.ofArray(bytes);
  private final Attributes out = new Attributes();
  private FormatOptions format = FormatOptions.DEFAULT;

  /** So many bytes are random; those behind them are zero. */
  private int randomBytes = WRITE_BYTES;

  private DeviceBytesBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    DeviceBytesBenchmark benchmark = new DeviceBytesBenchmark();
    benchmark.run("1000 overwrites of 4 KiB, fsync each 100", 1000, benchmark::overwriteSome);
    benchmark.run("20000 overwrites of 4 KiB, one fsync", 20000, benchmark::overwriteMany);
    benchmark.run("5000 files of 4 KiB, one sync", 5000, volume -> benchmark.files(volume, 4096));
    benchmark.run("5000 files of 100 bytes, one sync", 5000, v -> benchmark.files(v, 100));
    benchmark.run("1000 empty files, fsync each", 1000, benchmark::emptyFiles);
    for (int blockSize : new int[] {4096, 512}) {
      for (Compression compression : new Compression[] {Compression.OFF, Compression.LZ4}) {
        benchmark.format = new FormatOptions(blockSize, 16384, 2048).withCompression(compression);
        benchmark.randomBytes = HALF_BYTES;
        benchmark.run(
            "1000 overwrites of 4 KiB that become half, fsync each, blocks of %d, %s"
                .formatted(blockSize, compression),
            1000,
            benchmark::overwriteDurably);
      }
    }
  }

  /** What is measured, on a volume with one large file. */
  @FunctionalInterface
  private interface Work {
    void run(FileSystem volume) throws IOException;
  }

  private void run(String name, int operations, Work work) throws IOException {
    CountingDevice device = new CountingDevice(new MemoryDevice(IMAGE_BYTES, 512));
    VolumeImage.format(device, format);
    try (VolumeImage image = VolumeImage.open(device, OpenOptions.DEFAULT);
        FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
      makeFile(volume);
      image.checkpoint();
      DeviceCounters before = device.counters();
      work.run(volume);
      DeviceCounters now = device.counters().since(before);
      image.checkpoint();
      DeviceCounters settled = device.counters().since(before);
      System.out.printf(
          "%s: now %.1f, settled %.1f bytes an operation%n",
          name,
          (double) now.totalBytesWritten() / operations,
          (double) settled.totalBytesWritten() / operations);
      for (WriteCategory category : WriteCategory.values()) {
        if (settled.bytesWritten(category) > 0) {
          System.out.printf(
              "  %-13s %10.1f%n", category, (double) settled.bytesWritten(category) / operations);
        }
      }
    }
  }

  private void makeFile(FileSystem volume) throws IOException {
    volume.createNode(FileSystem.ROOT_INODE, name("large"), FILE_MODE, 0, 0, 0, out);
    for (long offset = 0; offset < FILE_BYTES; offset += WRITE_BYTES) {
      fillBuffer();
      volume.write(out.inode, offset, buffer);
    }
    volume.fsync(out.inode);
  }

  private static byte[] name(String name) {
    return name.getBytes(US_ASCII);
  }

  private void fillBuffer() {
    random.nextBytes(bytes);
    Arrays.fill(bytes, randomBytes, bytes.length, (byte) 0);
  }

  private void overwrite(FileSystem volume, long file) throws IOException {
    fillBuffer();
    volume.write(file, random.nextInt(FILE_BYTES / WRITE_BYTES) * (long) WRITE_BYTES, buffer);
  }

  private void overwriteSome(FileSystem volume) throws IOException {
    volume.lookup(FileSystem.ROOT_INODE, name("large"), out);
    long file = out.inode;
    for (int i = 1; i <= 1000; i++) {
      overwrite(volume, file);
      if (i % 100 == 0) {
        volume.fsync(file);
      }
    }
  }

  private void overwriteDurably(FileSystem volume) throws IOException {
    volume.lookup(FileSystem.ROOT_INODE, name("large"), out);
    long file = out.inode;
    for (int i = 0; i < 1000; i++) {
      overwrite(volume, file);
      volume.fsync(file);
    }
  }

  private void overwriteMany(FileSystem volume) throws IOException {
    volume.lookup(FileSystem.ROOT_INODE, name("large"), out);
    long file = out.inode;
    for (int i = 0; i < 20000; i++) {
      overwrite(volume, file);
    }
    volume.fsync(file);
  }

  private void files(FileSystem volume, int length) throws IOException {
    for (int i = 0; i < 5000; i++) {
      volume.createNode(FileSystem.ROOT_INODE, name("file" + i), FILE_MODE, 0, 0, 0, out);
      random.nextBytes(bytes);
      volume.write(out.inode, 0, buffer.asSlice(0, length));
    }
    volume.syncAll();
  }

  private void emptyFiles(FileSystem volume) throws IOException {
    for (int i = 0; i < 1000; i++) {
      volume.createNode(FileSystem.ROOT_INODE, name("file" + i), FILE_MODE, 0, 0, 0, out);
      volume.fsync(FileSystem.ROOT_INODE);
    }
  }
}
