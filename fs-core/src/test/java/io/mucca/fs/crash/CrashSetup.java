package io.mucca.fs.crash;

import io.mucca.fs.Compression;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import java.util.List;

/**
 * The image that a workload runs on, and the bounds that it is opened with.
 *
 * @param sectorBytes the device's sector: 512 or 4096
 */
record CrashSetup(long deviceBytes, int sectorBytes, FormatOptions format, OpenOptions options) {
  private static final int NODE_BYTES = 4096;
  private static final int INLINE_BYTES = 512;

  /** The smallest log, so that it wraps around within a workload. */
  private static final long LOG_BYTES = 64 << 10;

  private static final long NEVER_MILLIS = 3_600_000;

  /** Changes stay in memory until something asks for them. */
  static final CrashSetup SMALL_BLOCKS = of(2 << 20, 512, 512, 1 << 20, NEVER_MILLIS);

  static final CrashSetup LARGE_BLOCKS = of(3 << 20, 512, 4096, 1 << 20, NEVER_MILLIS);

  static final CrashSetup LARGE_SECTORS = of(4 << 20, 4096, 4096, 1 << 20, NEVER_MILLIS);

  /** What is written goes to the device all the time, by itself. */
  static final CrashSetup PRESSED = of(2 << 20, 512, 512, 32 << 10, NEVER_MILLIS);

  /** Every change is durable when its call returns. */
  static final CrashSetup AT_ONCE = of(3 << 20, 512, 4096, 1 << 20, 0);

  static final CrashSetup COMPRESSED =
      of(2 << 20, 512, 512, 1 << 20, NEVER_MILLIS).with(Compression.LZ4);

  static final CrashSetup COMPRESSED_LARGE =
      of(3 << 20, 512, 4096, 64 << 10, NEVER_MILLIS).with(Compression.zstd(1));

  static final List<CrashSetup> ALL =
      List.of(
          SMALL_BLOCKS,
          LARGE_BLOCKS,
          LARGE_SECTORS,
          PRESSED,
          AT_ONCE,
          COMPRESSED,
          COMPRESSED_LARGE);

  private static CrashSetup of(
      long deviceBytes, int sectorBytes, int blockBytes, long dirtyBytes, long intervalMillis) {
    return new CrashSetup(
        deviceBytes,
        sectorBytes,
        new FormatOptions(blockBytes, NODE_BYTES, INLINE_BYTES, LOG_BYTES),
        new OpenOptions(false, 16L * NODE_BYTES, dirtyBytes, dirtyBytes, intervalMillis));
  }

  private CrashSetup with(Compression compression) {
    return new CrashSetup(deviceBytes, sectorBytes, format.withCompression(compression), options);
  }

  boolean compresses() {
    return !format.compression().isOff();
  }

  int blockBytes() {
    return format.blockSizeBytes();
  }

  boolean makesDurableAtOnce() {
    return options.commitIntervalMillis() == 0;
  }

  /** How an image is opened after a crash: nothing happens by itself. */
  OpenOptions afterCrash() {
    return new OpenOptions(false, options.nodeCacheBytes(), 1 << 20, 1 << 20, NEVER_MILLIS);
  }
}
