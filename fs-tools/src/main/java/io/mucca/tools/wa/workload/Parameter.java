package io.mucca.tools.wa.workload;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.ByteSize;
import java.util.List;

/**
 * Something that can be set in a workload.
 *
 * @param name such as {@code file-size}
 * @param defaultValue as one would give it
 * @param kind what values there are
 * @param meaning in a few words
 */
public record Parameter(String name, String defaultValue, Kind kind, String meaning) {
  /** Kinds of values. */
  public sealed interface Kind {
    /** What a value may be, for people. */
    String describe();

    /** Fails with an {@link IllegalArgumentException} for a value that is not of this kind. */
    void check(String value);
  }

  /** A whole number. */
  public record Count(long least, long most) implements Kind {
    @Override
    public String describe() {
      return "a number from " + least + " to " + most;
    }

    @Override
    public void check(String value) {
      requireWithin((double) Long.parseLong(value), (double) least, (double) most);
    }
  }

  /** A whole number, or a word. */
  public record CountOr(long least, long most, String word) implements Kind {
    @Override
    public String describe() {
      return word + ", or a number from " + least + " to " + most;
    }

    @Override
    public void check(String value) {
      if (!value.equals(word)) {
        new Count(least, most).check(value);
      }
    }
  }

  /** A number of bytes, such as {@code 64M}. */
  public record Size(long least, long most) implements Kind {
    @Override
    public String describe() {
      return "a size from " + least + " bytes to " + ByteSize.format(most) + ", such as 4K or 64M";
    }

    @Override
    public void check(String value) {
      requireWithin((double) ByteSize.parse(value), (double) least, (double) most);
    }
  }

  /** Any number. */
  public record Decimal(double least, double most) implements Kind {
    @Override
    public String describe() {
      return "a number from " + least + " to " + most;
    }

    @Override
    public void check(String value) {
      requireWithin(Double.parseDouble(value), least, most);
    }
  }

  /** One of some words. */
  public record Choice(List<String> words) implements Kind {
    public Choice {
      words = List.copyOf(words);
    }

    @Override
    public String describe() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public void check(String value) {
      if (!words.contains(value)) {
        throw new IllegalArgumentException(value);
      }
    }
  }

  /** A path, or nothing. */
  public record Text() implements Kind {
    @Override
    public String describe() {
      return "a path";
    }

    @Override
    public void check(String value) {
      // Any text will do; what is behind it shows when it is opened.
    }
  }

  private static void requireWithin(double value, double least, double most) {
    // Written so that NaN fails too.
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(Double.toString(value));
    }
  }

  /** Fails unless this could be the value. */
  void check(String value) throws Failure {
    try {
      kind.check(value);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("%s cannot be '%s': it is %s".formatted(name, value, kind.describe()));
    }
  }

  static Parameter count(String name, long value, long least, String meaning) {
    return new Parameter(name, Long.toString(value), new Count(least, 1_000_000_000_000L), meaning);
  }

  static Parameter count(String name, long value, long least, long most, String meaning) {
    return new Parameter(name, Long.toString(value), new Count(least, most), meaning);
  }

  static Parameter size(String name, String value, long least, String meaning) {
    return new Parameter(name, value, new Size(least, 1L << 50), meaning);
  }

  static Parameter number(String name, String value, double least, double most, String meaning) {
    return new Parameter(name, value, new Decimal(least, most), meaning);
  }

  static Parameter choice(String name, String meaning, String... words) {
    return new Parameter(name, words[0], new Choice(List.of(words)), meaning);
  }
}
