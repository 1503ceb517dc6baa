package io.mucca.tools.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: powers of 1024 with the suffixes K, M, G and T. */
public final class ByteSize {
  private static final String UNITS = "KMGT";
  private static final Pattern PATTERN =
      Pattern.compile("(\\d{1,18})(?:([KMGT])(?:i?B)?)?", Pattern.CASE_INSENSITIVE);

  private ByteSize() {}

  /**
   * Reads {@code 4096}, {@code 64K} or {@code 10G}.
   *
   * @throws IllegalArgumentException if the text is no size, or above 2^63-1 bytes
   */
  public static long parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size: use a number and K, M, G or T, such as 512M or 10G");
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor(matcher.group(2)));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is more than 2^63-1 bytes", e);
    }
  }

  private static long factor(String unit) {
    return unit == null ? 1 : 1L << (10 * (UNITS.indexOf(unit.toUpperCase(Locale.ROOT)) + 1));
  }

  /** Writes a size for people to read, with at most four digits: {@code 812 B}, {@code 1.4 GiB}. */
  public static String format(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    // Just below the next unit the rounded figure would be 1024.0, so that unit begins a little
    // earlier.
    while (value >= 1023.95 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, UNITS.charAt(unit));
  }
}
