package io.mucca.tools.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 5s}, {@code 100ms}, and plain milliseconds. */
public final class TimeSpan {
  private static final long LONGEST_MILLIS = 24L * 60 * 60 * 1000;

  /** So few digits that no unit makes the value overflow. */
  private static final Pattern PATTERN = Pattern.compile("(\\d{1,12})(ms|s|m|h)?");

  private TimeSpan() {}

  /**
   * Reads a length of time in milliseconds.
   *
   * @throws IllegalArgumentException if the text is none, or above a day
   */
  public static long parseMillis(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time: use a number and ms, s, m or h, such as 100ms or 5s");
    }
    long millis = Long.parseLong(matcher.group(1)) * millisPer(matcher.group(2));
    if (millis > LONGEST_MILLIS) {
      throw new IllegalArgumentException("'" + text + "' is too long: the most is 24h");
    }
    return millis;
  }

  private static long millisPer(String unit) {
    if (unit == null) {
      return 1;
    }
    return switch (unit) {
      case "s" -> 1000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 1;
    };
  }
}
