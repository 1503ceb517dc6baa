package io.mucca.tools.command;

import io.mucca.block.Geometry;
import io.mucca.device.BlockDevice;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.Compression;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.Owner;
import io.mucca.fs.VolumeImage;
import io.mucca.sys.FileStatus;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Canonical;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.Owners;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca format}. */
@Command(
    name = "format",
    header = "Make a volume image in a file or on a block device.",
    description =
        "Makes the file if there is none, sparse, and in it one empty volume, 'main'. What a file"
            + " or device holds already is kept unless --force is given.",
    footer = {"", "Example: mucca format /data/disk.img --size 10G"})
final class FormatCommand extends MuccaCommand {
  /** Where other filesystems and partition tables have their signatures. */
  private static final int SIGNATURE_AREA_BYTES = 1 << 20;

  private static final int SMALLEST_SECTOR = 512;

  @Parameters(paramLabel = "IMAGE", description = "The file or block device.")
  private String image = "";

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Size of the image, such as 512M or 10G; a block device is taken whole.")
  private @Nullable Long size;

  @Option(
      names = "--block-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      defaultValue = "4096",
      description = "Unit of allocation, 512 to 128K (default: ${DEFAULT-VALUE}).")
  private long blockSize;

  @Option(
      names = "--node-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      defaultValue = "16384",
      description = "Largest tree node, 4K to 64K (default: ${DEFAULT-VALUE}).")
  private long nodeSize;

  @Option(
      names = "--inline-limit",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      defaultValue = "2048",
      description =
          "Files up to this size live in the tree, which saves their blocks (default:"
              + " ${DEFAULT-VALUE}).")
  private long inlineLimit;

  @Option(
      names = "--log-size",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      defaultValue = "0",
      description =
          "Length of the intent log, 64K to 8192 blocks or a quarter of the image; 0 takes 1/64 of"
              + " the image, 64K to 32M (default: ${DEFAULT-VALUE}).")
  private long logSize;

  @Option(
      names = "--sector-size",
      paramLabel = "512|4096",
      converter = SizeConverter.class,
      description =
          "What log records, tree nodes and superblocks are padded to, no less than the device's"
              + " logical block (default: that).")
  private @Nullable Long sectorSize;

  @Option(
      names = "--root-owner",
      paramLabel = "UID:GID",
      converter = OwnerConverter.class,
      description = "Whom the root directory belongs to (default: you).")
  private @Nullable Owner rootOwner;

  @Option(
      names = "--compression",
      paramLabel = "HOW",
      converter = CompressionConverter.class,
      defaultValue = "off",
      description =
          "How the files of 'main' are compressed: off, lz4, zstd or zstd:1 to zstd:19 (default:"
              + " ${DEFAULT-VALUE}).")
  private Compression compression = Compression.OFF;

  @Option(
      names = "--buffered",
      description = "Write through the host's page cache, for hosts that refuse direct I/O.")
  private boolean buffered;

  @Option(names = "--force", description = "Overwrite what is there. All of it is lost.")
  private boolean force;

  FormatCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return image;
  }

  @Override
  void run() throws IOException {
    FormatOptions options = formatOptions();
    Path path = Path.of(image);
    if (Files.exists(path)) {
      formatExisting(path, options);
    } else {
      formatNew(path, options);
    }
    long bytes = size == null ? deviceSize(path) : size;
    print(
        () ->
            new Results.Formatted(
                Canonical.path(path),
                bytes,
                options.blockSizeBytes(),
                options.nodeSizeBytes(),
                options.compression()),
        () -> "");
  }

  private FormatOptions formatOptions() throws Failure {
    try {
      return new FormatOptions(
          Math.toIntExact(blockSize),
          Math.toIntExact(nodeSize),
          Math.toIntExact(inlineLimit),
          logSize,
          sectorSize == null ? FormatOptions.OF_DEVICE : Math.toIntExact(sectorSize),
          rootOwner == null ? Owners.ofProcess() : rootOwner,
          compression);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    } catch (ArithmeticException e) {
      throw Failure.usage("a block, node, sector or inline limit of 2 GiB and more makes no sense");
    }
  }

  private void formatNew(Path path, FormatOptions options) throws IOException {
    requireRoom(requireSize(), SMALLEST_SECTOR, options);
    FileDevice.create(path, requireSize());
    try {
      format(path, options, deviceOptions());
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private void formatExisting(Path path, FormatOptions options) throws IOException {
    boolean isBlockDevice = FileStatus.of(path).type() == FileStatus.Type.BLOCK_DEVICE;
    if (isBlockDevice && size != null) {
      throw Failure.usage("a block device is taken whole; leave --size out");
    }
    // The lock first, and held to the end: what somebody uses is neither looked at nor resized.
    try (BlockDevice device = DeviceOpener.device(path, deviceOptions())) {
      if (!force) {
        requireEmpty(path, isBlockDevice);
      }
      if (size != null || device.sizeBytes() > 0) {
        requireRoom(size == null ? device.sizeBytes() : size, device.sectorSize(), options);
      }
      if (!isBlockDevice) {
        resize(path);
      }
      format(path, options, deviceOptions().withLock(false));
    }
  }

  /** Checked before anything changes. */
  private static void requireRoom(long sizeBytes, int sectorSize, FormatOptions options)
      throws Failure {
    try {
      Geometry _ = options.geometry(sizeBytes, sectorSize);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
    requireLogFits(sizeBytes, options);
  }

  private static void requireLogFits(long sizeBytes, FormatOptions options) throws Failure {
    long logBytes = options.logSizeBytes();
    if (logBytes == FormatOptions.BY_IMAGE_SIZE) {
      return;
    }
    long largest =
        Math.min(
            FormatOptions.MAX_LOG_BLOCKS * options.blockSizeBytes(),
            sizeBytes / FormatOptions.LOG_DIVISOR);
    if (logBytes < FormatOptions.MIN_LOG_BYTES || logBytes > largest) {
      throw Failure.usage(
          "the log of an image of %d bytes can have %d to %d bytes, not %d; 0 chooses a length"
              .formatted(sizeBytes, FormatOptions.MIN_LOG_BYTES, largest, logBytes));
    }
  }

  private void requireEmpty(Path path, boolean isBlockDevice) throws IOException {
    if (isBlockDevice ? isBlank(path) : Files.size(path) == 0) {
      return;
    }
    throw Failure.failed(describe(path) + "; --force overwrites it, and all in it is lost");
  }

  private String describe(Path path) throws IOException {
    try (BlockDevice device = look(path)) {
      return VolumeImage.isFormatted(device) ? "holds a mucca image" : "is not empty";
    }
  }

  private static boolean isBlank(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      for (byte b : in.readNBytes(SIGNATURE_AREA_BYTES)) {
        if (b != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private void resize(Path path) throws IOException {
    if (Files.size(path) == 0) {
      requireSize();
    }
    if (size != null) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(size);
      }
    }
  }

  private static void format(Path path, FormatOptions options, FileDeviceOptions deviceOptions)
      throws IOException {
    try (BlockDevice device = DeviceOpener.device(path, deviceOptions)) {
      VolumeImage.format(device, options);
    }
  }

  private BlockDevice look(Path path) throws IOException {
    return DeviceOpener.device(path, new FileDeviceOptions(true, buffered, false));
  }

  private FileDeviceOptions deviceOptions() {
    return FileDeviceOptions.defaults().withBuffered(buffered);
  }

  private long requireSize() throws Failure {
    if (size == null) {
      throw Failure.usage("say how large the image shall be, such as --size 10G");
    }
    if (size == 0) {
      throw Failure.usage("an image of no bytes holds nothing; give a larger --size");
    }
    return size;
  }

  private long deviceSize(Path path) throws IOException {
    try (BlockDevice device = look(path)) {
      return device.sizeBytes();
    }
  }
}
