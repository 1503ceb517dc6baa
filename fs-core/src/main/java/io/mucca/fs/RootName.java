package io.mucca.fs;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a root of an image: {@code VOLUME} or {@code VOLUME@SNAPSHOT}.
 *
 * @param snapshot null for the volume itself
 */
public record RootName(String volume, @Nullable String snapshot) {
  public static final String DEFAULT_VOLUME = "main";

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final int MAX_LENGTH = 200;

  public RootName {
    check(volume);
    if (snapshot != null) {
      check(snapshot);
    }
  }

  public static RootName volume(String name) {
    return new RootName(name, null);
  }

  /** Reads what {@link #toString} gives. */
  public static RootName parse(String text) {
    int at = text.indexOf('@');
    return at < 0 ? volume(text) : new RootName(text.substring(0, at), text.substring(at + 1));
  }

  private static void check(String name) {
    if (!VALID.matcher(name).matches() || name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is not a valid name: use letters, digits, '.', '_' and '-', begin with a letter"
              + " or digit, at most "
              + MAX_LENGTH
              + " characters");
    }
  }

  @Override
  public String toString() {
    return snapshot == null ? volume : volume + "@" + snapshot;
  }
}
