package io.mucca.tools.wa.engine;

import io.mucca.fs.Compression;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.Owner;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.TimeSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a mucca that is measured is formatted and mounted.
 *
 * @param mountWords what goes to {@code mount -o}
 * @param shown every option by name, defaults included, as results have it
 */
public record MuccaOptions(
    FormatOptions format, OpenOptions open, List<String> mountWords, Map<String, String> shown) {
  private static final Map<String, String> FORMAT_DEFAULTS = new LinkedHashMap<>();
  private static final Map<String, String> MOUNT_DEFAULTS = new LinkedHashMap<>();

  static {
    FORMAT_DEFAULTS.put("block-size", "4096");
    FORMAT_DEFAULTS.put("node-size", "16384");
    FORMAT_DEFAULTS.put("inline-limit", "2048");
    FORMAT_DEFAULTS.put("log-size", "0");
    FORMAT_DEFAULTS.put("sector-size", "0");
    FORMAT_DEFAULTS.put("compression", "off");
    MOUNT_DEFAULTS.put("commit-interval", "5s");
    MOUNT_DEFAULTS.put("node-cache", "64M");
    MOUNT_DEFAULTS.put("dirty-tree", "32M");
    MOUNT_DEFAULTS.put("dirty-data", "64M");
  }

  public MuccaOptions {
    mountWords = List.copyOf(mountWords);
  }

  /** Whether {@code mucca format} has an option of this name that can be given here. */
  public static boolean isFormatOption(String name) {
    return FORMAT_DEFAULTS.containsKey(name);
  }

  /** Whether {@code mucca mount} has an option of this name that can be given here. */
  public static boolean isMountOption(String name) {
    return MOUNT_DEFAULTS.containsKey(name);
  }

  /** All defaults. */
  public static MuccaOptions defaults() {
    try {
      return of(Map.of(), Map.of());
    } catch (Failure e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads options as the commands take them.
   *
   * @param mount those of {@code mucca mount}; any other is a word of {@code -o}, with a value or
   *     without
   * @throws Failure naming the option that is unknown or has a bad value
   */
  public static MuccaOptions of(Map<String, String> format, Map<String, String> mount)
      throws Failure {
    Map<String, String> shown = new LinkedHashMap<>(FORMAT_DEFAULTS);
    for (Map.Entry<String, String> option : format.entrySet()) {
      if (shown.replace(option.getKey(), option.getValue()) == null) {
        throw Failure.usage(
            "there is no format option '%s'; there are %s"
                .formatted(option.getKey(), String.join(", ", FORMAT_DEFAULTS.keySet())));
      }
    }
    shown.putAll(MOUNT_DEFAULTS);
    shown.putAll(mount);
    try {
      return new MuccaOptions(formatOptions(shown), openOptions(shown), words(mount), shown);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static FormatOptions formatOptions(Map<String, String> values) {
    return new FormatOptions(
        Math.toIntExact(size(values, "block-size")),
        Math.toIntExact(size(values, "node-size")),
        Math.toIntExact(size(values, "inline-limit")),
        size(values, "log-size"),
        Math.toIntExact(size(values, "sector-size")),
        Owner.ROOT,
        compression(value(values, "compression")));
  }

  private static Compression compression(String name) {
    return Compression.find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a compression is %s, and not '%s'".formatted(Compression.NAMES, name)));
  }

  private static OpenOptions openOptions(Map<String, String> values) {
    return new OpenOptions(
        false,
        size(values, "node-cache"),
        size(values, "dirty-tree"),
        size(values, "dirty-data"),
        TimeSpan.parseMillis(value(values, "commit-interval")));
  }

  private static List<String> words(Map<String, String> mount) {
    List<String> words = new ArrayList<>();
    mount.forEach(
        (name, value) -> {
          if (!isMountOption(name)) {
            words.add(value.isEmpty() ? name : name + "=" + value);
          }
        });
    return words;
  }

  private static long size(Map<String, String> values, String name) {
    return ByteSize.parse(value(values, name));
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("no default for " + name);
    }
    return value;
  }
}
