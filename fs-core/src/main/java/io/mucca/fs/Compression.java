package io.mucca.fs;

import io.mucca.block.CorruptBlockException;
import java.util.Arrays;
import java.util.Optional;

/**
 * How content of files is compressed on its way to the device. Its name is {@code off}, {@code lz4}
 * or {@code zstd:N} with a level from 1 (fast) to 19 (small), {@code zstd} alone being level 3;
 * what was written before a change of it stays as it is.
 */
public final class Compression {
  public static final int MIN_LEVEL = 1;
  public static final int MAX_LEVEL = 19;

  /** The level of {@code zstd} without one. */
  public static final int DEFAULT_LEVEL = 3;

  /** The names that there are, for people. */
  public static final String NAMES =
      "off, lz4, zstd or zstd:%d to zstd:%d".formatted(MIN_LEVEL, MAX_LEVEL);

  private static final String ZSTD_NAME = "zstd";

  /** The code of zstd with level 0. */
  private static final int ZSTD_CODE = 16;

  public static final Compression OFF = new Compression(0, "off");
  public static final Compression LZ4 = new Compression(ClusterCodec.LZ4, "lz4");

  private static final Compression[] ZSTD = new Compression[MAX_LEVEL + 1];

  static {
    Arrays.setAll(ZSTD, level -> new Compression(ZSTD_CODE + level, ZSTD_NAME + ":" + level));
  }

  private final int code;
  private final String name;

  private Compression(int code, String name) {
    this.code = code;
    this.name = name;
  }

  /**
   * @throws IllegalArgumentException if there is no such level
   */
  public static Compression zstd(int level) {
    if (level < MIN_LEVEL || level > MAX_LEVEL) {
      throw new IllegalArgumentException(
          "zstd has levels from %d to %d, and not %d".formatted(MIN_LEVEL, MAX_LEVEL, level));
    }
    return ZSTD[level];
  }

  /** What a name stands for; empty if nothing. */
  public static Optional<Compression> find(String name) {
    if (name.equals(ZSTD_NAME)) {
      return Optional.of(ZSTD[DEFAULT_LEVEL]);
    }
    for (int code = 0; code <= ZSTD_CODE + MAX_LEVEL; code++) {
      if (isCode(code) && byCode(code).name.equals(name)) {
        return Optional.of(byCode(code));
      }
    }
    return Optional.empty();
  }

  public boolean isOff() {
    return code == 0;
  }

  /** What stands for it on the device: 0 off, 1 lz4, 16 and the level zstd. */
  int code() {
    return code;
  }

  /** How a cluster says what it is compressed with; 0 for off. */
  int codec() {
    return code > ZSTD_CODE ? ClusterCodec.ZSTD : code;
  }

  /** The level of zstd. */
  int level() {
    return code - ZSTD_CODE;
  }

  /**
   * @throws CorruptBlockException if the code stands for nothing
   */
  static Compression ofCode(int code) throws CorruptBlockException {
    if (!isCode(code)) {
      throw new CorruptBlockException("a compression has the unknown code " + code);
    }
    return byCode(code);
  }

  private static boolean isCode(int code) {
    return code == 0
        || code == ClusterCodec.LZ4
        || (code >= ZSTD_CODE + MIN_LEVEL && code <= ZSTD_CODE + MAX_LEVEL);
  }

  private static Compression byCode(int code) {
    return code == 0 ? OFF : code == ClusterCodec.LZ4 ? LZ4 : ZSTD[code - ZSTD_CODE];
  }

  @Override
  public String toString() {
    return name;
  }
}
