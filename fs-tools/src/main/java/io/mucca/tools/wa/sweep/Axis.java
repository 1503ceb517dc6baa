package io.mucca.tools.wa.sweep;

import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An option or a parameter, and the values that it takes one after the other.
 *
 * @param values as results have them: sizes in bytes, without a unit
 */
public record Axis(String name, List<String> values) {
  private static final Pattern RANGE = Pattern.compile("(\\w+)\\.\\.(\\w+)");
  private static final Pattern SIZE_WITH_UNIT = Pattern.compile("\\d+[KMGTkmgt](?:i?[Bb])?");

  public Axis {
    values = List.copyOf(values);
  }

  /**
   * Reads {@code block-size=4k..128k}, which doubles, or {@code commit-interval=100ms,1s,5s}.
   *
   * @throws Failure naming what cannot be read
   */
  public static Axis parse(String text) throws Failure {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw Failure.usage(
          "'%s' varies nothing: write NAME=FROM..TO, which doubles, or NAME=A,B,C".formatted(text));
    }
    try {
      return new Axis(text.substring(0, equals), values(text.substring(equals + 1)));
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "--vary " + text + ": " + e.getMessage(), e);
    }
  }

  private static List<String> values(String text) {
    List<String> values = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part);
      if (range.matches()) {
        values.addAll(doubled(ByteSize.parse(range.group(1)), ByteSize.parse(range.group(2))));
      } else {
        values.add(plain(part));
      }
    }
    return values.stream().distinct().toList();
  }

  private static List<String> doubled(long from, long to) {
    if (from < 1 || to < from || to > Long.MAX_VALUE / 2) {
      throw new IllegalArgumentException("a range goes from 1 or more to something larger");
    }
    List<String> values = new ArrayList<>();
    for (long value = from; value <= to; value *= 2) {
      values.add(Long.toString(value));
    }
    return values;
  }

  private static String plain(String value) {
    return SIZE_WITH_UNIT.matcher(value).matches() ? Long.toString(ByteSize.parse(value)) : value;
  }
}
