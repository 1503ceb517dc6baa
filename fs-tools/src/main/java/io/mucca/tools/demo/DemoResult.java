package io.mucca.tools.demo;

import io.mucca.device.WriteCategory;
import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.Table;
import java.util.Locale;
import java.util.Map;

/**
 * What the demonstration found; every root held what it must.
 *
 * @param way how the files were reached
 * @param bytes content of the files that were unpacked
 * @param snapshotMicros from the request to the answer
 * @param cloneMicros from the request to the answer
 * @param referencedBytes content of all roots together
 * @param usedBytes what that takes on the device, trees included
 * @param sharedBytes what it takes less than it would without sharing
 * @param writtenByPrograms bytes of content written into files
 * @param writtenBytes bytes handed to the device, by category
 */
public record DemoResult(
    String way,
    String source,
    int files,
    long bytes,
    long snapshotMicros,
    long cloneMicros,
    long referencedBytes,
    long usedBytes,
    long sharedBytes,
    long writtenByPrograms,
    Map<WriteCategory, Long> writtenBytes) {
  /** A small table for people. */
  public String toText() {
    Table table =
        new Table("", ">")
            .row("files", files)
            .row("bytes", ByteSize.format(bytes))
            .row("snapshot", millis(snapshotMicros))
            .row("clone", millis(cloneMicros))
            .row("in three roots", ByteSize.format(referencedBytes))
            .row("used on the device", ByteSize.format(usedBytes))
            .row("shared", ByteSize.format(sharedBytes));
    table.row("written by programs", ByteSize.format(writtenByPrograms));
    writtenBytes.forEach(
        (category, written) -> {
          if (written > 0) {
            table.row("written to the device: " + name(category), ByteSize.format(written));
          }
        });
    table.row("write amplification", amplification());
    return "Copied "
        + source
        + ", "
        + way
        + "; took a snapshot, changed 1 %, made a clone; all three roots hold what they must.\n"
        + table;
  }

  private String amplification() {
    long toDevice = writtenBytes.values().stream().mapToLong(Long::longValue).sum();
    return String.format(Locale.ROOT, "%.2f", (double) toDevice / writtenByPrograms);
  }

  private static String name(WriteCategory category) {
    return category.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
  }
}
