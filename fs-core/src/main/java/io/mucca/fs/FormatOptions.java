package io.mucca.fs;

import io.mucca.block.Geometry;

/**
 * How to make a new volume image.
 *
 * @param blockSizeBytes allocation unit: a power of two from 512 to 131072, at least the device's
 *     sector
 * @param nodeSizeBytes largest tree node: a power of two from 4096 to 65536
 * @param inlineLimitBytes files up to this size live in the tree; 0 turns that off
 * @param logSizeBytes length of the intent log, rounded up to whole blocks; {@link #BY_IMAGE_SIZE}
 *     for one that fits the image
 * @param sectorSizeBytes what log records, nodes and superblocks are padded to: 512 or 4096, and no
 *     less than the device's sector; {@link #OF_DEVICE} for that
 * @param rootOwner whom the root directory of the first volume belongs to
 * @param compression of the first volume
 */
public record FormatOptions(
    int blockSizeBytes,
    int nodeSizeBytes,
    int inlineLimitBytes,
    long logSizeBytes,
    int sectorSizeBytes,
    Owner rootOwner,
    Compression compression) {
  /** An intent log of 1/64 of the image, at least 64 KiB and at most 32 MiB. */
  public static final long BY_IMAGE_SIZE = 0;

  /** The device's own sector. */
  public static final int OF_DEVICE = 0;

  /** Shortest intent log. */
  public static final long MIN_LOG_BYTES = 64 << 10;

  /** Longest intent log: it lies in one piece, and a mount after a crash reads all of it. */
  public static final long MAX_LOG_BLOCKS = Geometry.REGION_BLOCKS;

  /** The log's largest part of an image, so that there is room for what it logs. */
  public static final int LOG_DIVISOR = 4;

  public static final FormatOptions DEFAULT = new FormatOptions(4096, 16384, 2048);

  public FormatOptions {
    requirePowerOfTwo("block size", blockSizeBytes, 512, 131072);
    requirePowerOfTwo("node size", nodeSizeBytes, 4096, 65536);
    if (inlineLimitBytes < 0 || inlineLimitBytes > 65536) {
      throw new IllegalArgumentException(
          "inline limit must be 0 to 65536 bytes, not " + inlineLimitBytes);
    }
    if (logSizeBytes < 0) {
      throw new IllegalArgumentException("the log cannot have " + logSizeBytes + " bytes");
    }
    if (sectorSizeBytes != OF_DEVICE && sectorSizeBytes != 512 && sectorSizeBytes != 4096) {
      throw new IllegalArgumentException("a sector has 512 or 4096 bytes, not " + sectorSizeBytes);
    }
  }

  /** With the device's sectors, a root directory of root's, and no compression. */
  public FormatOptions(
      int blockSizeBytes, int nodeSizeBytes, int inlineLimitBytes, long logSizeBytes) {
    this(
        blockSizeBytes,
        nodeSizeBytes,
        inlineLimitBytes,
        logSizeBytes,
        OF_DEVICE,
        Owner.ROOT,
        Compression.OFF);
  }

  /** The same but for the compression. */
  public FormatOptions withCompression(Compression other) {
    return new FormatOptions(
        blockSizeBytes,
        nodeSizeBytes,
        inlineLimitBytes,
        logSizeBytes,
        sectorSizeBytes,
        rootOwner,
        other);
  }

  /** With a log that fits the image. */
  public FormatOptions(int blockSizeBytes, int nodeSizeBytes, int inlineLimitBytes) {
    this(blockSizeBytes, nodeSizeBytes, inlineLimitBytes, BY_IMAGE_SIZE);
  }

  /** The same but for the sectors. */
  public FormatOptions withSectorSize(int bytes) {
    return new FormatOptions(
        blockSizeBytes,
        nodeSizeBytes,
        inlineLimitBytes,
        logSizeBytes,
        bytes,
        rootOwner,
        compression);
  }

  /** The same but for the owner. */
  public FormatOptions withRootOwner(Owner owner) {
    return new FormatOptions(
        blockSizeBytes,
        nodeSizeBytes,
        inlineLimitBytes,
        logSizeBytes,
        sectorSizeBytes,
        owner,
        compression);
  }

  /**
   * The sizes that an image gets on a device.
   *
   * @throws IllegalArgumentException if it would not fit, or has smaller sectors than the device
   */
  public Geometry geometry(long sizeBytes, int deviceSectorBytes) {
    int sectorBytes = sectorSizeBytes == OF_DEVICE ? deviceSectorBytes : sectorSizeBytes;
    if (sectorBytes < deviceSectorBytes) {
      throw new IllegalArgumentException(
          "sectors of %d bytes cannot be written to a device whose own have %d; leave the size out"
              .formatted(sectorBytes, deviceSectorBytes));
    }
    return new Geometry(sizeBytes, blockSizeBytes, nodeSizeBytes, sectorBytes, inlineLimitBytes);
  }

  private static void requirePowerOfTwo(String what, int value, int min, int max) {
    if (value < min || value > max || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException(
          what + " must be a power of two from " + min + " to " + max + ", not " + value);
    }
  }
}
