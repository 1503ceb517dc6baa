package io.mucca.tools.command;

import io.mucca.fs.CheckpointInfo;
import io.mucca.fs.RootInfo;
import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.Table;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows roots to people. */
final class RootText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private RootText() {}

  /** A table of roots, with sizes rounded, or exact in bytes. */
  static String table(List<RootInfo> roots, boolean exact) {
    Table table =
        new Table("NAME", "CREATED", "ORIGIN", ">REFERENCED", ">INODES", "READ-ONLY", "IN USE");
    for (RootInfo root : roots) {
      table.row(
          root.name(),
          time(root.created()),
          root.origin() == null ? "-" : root.origin(),
          exact ? root.referencedBytes() : ByteSize.format(root.referencedBytes()),
          root.inodes(),
          root.readOnly() ? "yes" : "no",
          root.inUse() ? "yes" : "no");
    }
    return table.toString();
  }

  /** A checkpoint as part of a sentence. */
  static String checkpoint(CheckpointInfo checkpoint) {
    return "checkpoint " + checkpoint.generation() + " from " + time(checkpoint.time());
  }

  /** Checkpoints in a row. */
  static String checkpoints(List<CheckpointInfo> checkpoints) {
    return checkpoints.stream()
        .map(each -> each.generation() + " (" + time(each.time()) + ")")
        .collect(Collectors.joining(", "));
  }

  /** A moment in the user's time zone. */
  static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }
}
