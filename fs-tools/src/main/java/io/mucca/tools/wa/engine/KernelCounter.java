package io.mucca.tools.wa.engine;

import io.mucca.sys.FileStatus;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's own count of what went to a block device, a partition included: {@code
 * /sys/dev/block/MAJOR:MINOR/stat}, whose sectors have 512 bytes whatever the device's own have.
 */
public final class KernelCounter {
  private static final int SECTOR_BYTES = 512;
  private static final int MINOR_BITS = 32;

  // Fields of the stat file; Documentation/block/stat.rst.
  private static final int READ_SECTORS = 2;
  private static final int WRITES = 4;
  private static final int WRITTEN_SECTORS = 6;
  private static final int FLUSHES = 15;

  private final Path device;
  private final Path directory;

  private KernelCounter(Path device, Path directory) {
    this.device = device;
    this.directory = directory;
  }

  /** The counter of a device node; fails with a line for people if it is none. */
  public static KernelCounter of(Path device) throws IOException {
    if (!Files.exists(device)) {
      throw Failure.notFound("there is no device " + device + "; 'lsblk' lists what there is");
    }
    FileStatus status = FileStatus.of(device);
    if (status.type() != FileStatus.Type.BLOCK_DEVICE) {
      throw Failure.usage(
          device + " is not a block device, so the kernel counts nothing on it; give one of /dev");
    }
    return ofNumber(device, status.specialDevice());
  }

  private static KernelCounter ofNumber(Path device, long number) throws Failure {
    long major = number >>> MINOR_BITS;
    long minor = number & 0xffff_ffffL;
    Path directory = Path.of("/sys/dev/block", major + ":" + minor);
    if (!Files.isReadable(directory.resolve("stat"))) {
      throw Failure.failed(
          "the kernel does not show its counters of " + device + " in " + directory + " here");
    }
    return new KernelCounter(device, directory);
  }

  public Path device() {
    return device;
  }

  /** Whether this is the other's device, or a partition of it. */
  boolean isWithin(KernelCounter other) throws IOException {
    return directory.toRealPath().startsWith(other.directory.toRealPath());
  }

  /** What was counted since the device came into being. */
  public Counters.Kernel read() throws IOException {
    String[] fields = fields();
    return new Counters.Kernel(
        writtenBytes(fields),
        Long.parseLong(fields[WRITES]),
        fields.length > FLUSHES ? Long.parseLong(fields[FLUSHES]) : 0,
        Long.parseLong(fields[READ_SECTORS]) * SECTOR_BYTES);
  }

  public long writtenBytes() throws IOException {
    return writtenBytes(fields());
  }

  private static long writtenBytes(String[] fields) {
    return Long.parseLong(fields[WRITTEN_SECTORS]) * SECTOR_BYTES;
  }

  private String[] fields() throws IOException {
    return Files.readString(directory.resolve("stat")).strip().split("\\s+");
  }

  public long sizeBytes() throws IOException {
    return number(directory.resolve("size")) * SECTOR_BYTES;
  }

  /** The device's logical block; a partition has that of the whole. */
  public int sectorBytes() throws IOException {
    Path own = directory.resolve("queue/logical_block_size");
    Path whole = directory.toRealPath().resolveSibling("queue/logical_block_size");
    return (int) number(Files.exists(own) ? own : whole);
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).strip());
  }
}
