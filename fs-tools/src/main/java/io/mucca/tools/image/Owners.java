package io.mucca.tools.image;

import io.mucca.fs.Owner;
import io.mucca.sys.ProcessCalls;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whom new root directories belong to. */
public final class Owners {
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,10}):(\\d{1,10})");

  /** The number above it is that of nobody: as -1 it leaves an owner as it is. */
  private static final long LARGEST = 0xffff_fffeL;

  private Owners() {}

  /** Whoever runs this process. */
  public static Owner ofProcess() {
    return new Owner(ProcessCalls.getuid(), ProcessCalls.getgid());
  }

  /** Reads {@code UID:GID}; throws {@link IllegalArgumentException} with a line for people. */
  public static Owner parse(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    if (!numbers.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no owner: use numbers such as 1000:1000, which 'id' shows");
    }
    return new Owner(number(numbers.group(1)), number(numbers.group(2)));
  }

  private static int number(String digits) {
    long number = Long.parseLong(digits);
    if (number > LARGEST) {
      throw new IllegalArgumentException(digits + " is no user or group: the last is " + LARGEST);
    }
    return (int) number;
  }
}
