package io.mucca.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mucca.device.MemoryDevice;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * Content of a file of 64 MiB on a device in memory, at random places that are multiples of the
 * length: what the core costs without a disk.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FileContentBenchmark {
  private static final int FILE_BYTES = 64 << 20;

  @Param({"4096", "131072"})
  private int length;

  private final SplittableRandom random = new SplittableRandom(1);
  private MemorySegment buffer;
  private VolumeImage image;
  private FileSystem volume;
  private long file;

  /** Makes the file. */
  @Setup
  public void fill() throws IOException {
    buffer = Arena.ofAuto().allocate(length, 4096);
    MemoryDevice device = new MemoryDevice(1L << 30, 512);
    VolumeImage.format(device, FormatOptions.DEFAULT);
    image = VolumeImage.open(device, OpenOptions.DEFAULT);
    volume = image.openRoot(RootName.volume("main"), false);
    Attributes out = new Attributes();
    byte[] name = "file".getBytes(US_ASCII);
    volume.createNode(FileSystem.ROOT_INODE, name, 0644, 0, 0, 0, out);
    file = out.inode;
    for (long offset = 0; offset < FILE_BYTES; offset += length) {
      volume.write(file, offset, buffer);
    }
    volume.fsync(file);
  }

  /** Ends the image's threads. */
  @TearDown
  public void close() throws IOException {
    volume.close();
    image.close();
  }

  private long place() {
    return (long) random.nextInt(FILE_BYTES / length) * length;
  }

  /** Reads what is on the device, with its checksums. */
  @Benchmark
  public int read() throws IOException {
    return volume.read(file, place(), buffer);
  }

  /** Writes to memory; the flusher works beside it. */
  @Benchmark
  public void write() throws IOException {
    volume.write(file, place(), buffer);
  }

  /** Writes and makes it durable. */
  @Benchmark
  public void writeAndFsync() throws IOException {
    volume.write(file, place(), buffer);
    volume.fsync(file);
  }
}
