package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Breakdown;
import java.util.List;
import java.util.Map;

/** What categories and causes of writes are called, in which order, and in which colour. */
final class Words {
  private static final Map<String, String> CATEGORY_NAMES =
      Map.of(
          "filler", "rest of blocks",
          "log-record", "log records",
          "log-padding", "log padding",
          "tree-leaf", "tree leaves",
          "tree-interior", "tree interior",
          "space-map", "space map",
          "superblock", "superblock",
          "relocation", "relocation");

  /** The most usual ones first, so that these have the colours that differ most. */
  private static final List<String> CAUSES =
      List.of(
          "fsync",
          "commit-interval",
          "log-full",
          "request",
          "memory-pressure",
          "space-pressure",
          "snapshot",
          "ordering",
          "delete",
          "recovery");

  private static final Map<String, String> REASONS =
      Map.of(
          "fsync", "because of fsync",
          "commit-interval", "because the commit interval had passed",
          "memory-pressure", "because memory ran short",
          "space-pressure", "because free blocks ran short",
          "log-full", "because the log was full",
          "ordering", "to keep the order of changes",
          "snapshot", "because of a snapshot or clone",
          "delete", "because something was deleted",
          "request", "because of a checkpoint on request",
          "recovery", "because a log was replayed");

  /** Stands for all causes where a filesystem does not tell them apart. */
  static final String ANY_CAUSE = "all";

  /** How many styles {@code p0}, {@code p1}… the style sheet has. */
  private static final int PALETTE = 9;

  private Words() {}

  static boolean isCategory(String category) {
    return Breakdown.CATEGORIES.contains(category);
  }

  static boolean isCause(String cause) {
    return REASONS.containsKey(cause);
  }

  static String categoryName(String category) {
    return CATEGORY_NAMES.getOrDefault(category, category);
  }

  static String categoryStyle(String category) {
    return Breakdown.CATEGORIES.contains(category) ? category : "other";
  }

  /** The colour of the n-th of things that have none of their own. */
  static String style(int index) {
    return "p" + index % PALETTE;
  }

  /** The same colour for a cause wherever it is. */
  static String causeStyle(String cause) {
    int index = CAUSES.indexOf(cause);
    return index < 0 ? "other" : style(index);
  }

  static String reason(String cause) {
    return cause.equals(ANY_CAUSE)
        ? "for any cause"
        : REASONS.getOrDefault(cause, "because of " + cause);
  }
}
