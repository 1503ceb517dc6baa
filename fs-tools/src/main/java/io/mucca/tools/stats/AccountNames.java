package io.mucca.tools.stats;

import io.mucca.account.Accounting;
import io.mucca.device.WriteShares;
import io.mucca.device.WrittenBytes;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** How kinds and roots are called outside of the program. */
public final class AccountNames {
  private AccountNames() {}

  /** A constant as a label: {@code log_record}. */
  public static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A constant as a person reads it: {@code log record}. */
  public static String words(Enum<?> constant) {
    return label(constant).replace('_', ' ');
  }

  /**
   * A root by its name; in parentheses, which no name has, what is none or has none any more.
   *
   * @param root its identity
   */
  public static String root(Accounting accounting, long root) {
    if (root == WriteShares.IMAGE) {
      return "(image)";
    }
    if (root == WrittenBytes.DESTROYED) {
      return "(destroyed)";
    }
    return accounting.rootNames().getOrDefault(root, "(deleting " + root + ")");
  }

  /** The roots of which anything was counted since the image was opened, or formatted. */
  public static SortedSet<Long> roots(Accounting accounting) {
    SortedSet<Long> roots = new TreeSet<>(accounting.sinceFormatted().device().written().roots());
    roots.addAll(accounting.sinceFormatted().applications().keySet());
    return roots;
  }
}
