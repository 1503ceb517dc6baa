package io.mucca.tools.stats;

import io.mucca.account.Account;
import io.mucca.account.Accounting;
import io.mucca.account.Latencies;
import io.mucca.account.OperationKind;
import io.mucca.device.WriteCategory;
import io.mucca.device.WriteCause;
import io.mucca.device.WrittenBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What happened in an interval, as a line of {@code mucca iostat} and the lines below it.
 *
 * @param interval what was counted in it
 * @param exact numbers as they are, in bytes and nanoseconds, and not as people like them
 */
public record IostatLine(Accounting interval, boolean exact) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int NUMBER_WIDTH = 6;
  private static final String SCALES = "KMGTPE";

  /** One column: what stands above it, in two lines. */
  private record Column(String group, String heading) {}

  private static final List<Column> COLUMNS = columns();

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (String heading : List.of("all", "read", "write", "sync")) {
      columns.add(new Column("operations/s", heading));
    }
    columns.add(new Column("programs/s", "read"));
    columns.add(new Column("programs/s", "write"));
    columns.add(new Column("device/s", "read"));
    columns.add(new Column("device/s", "write"));
    columns.add(new Column("", "WA"));
    List<String> short9 =
        List.of("data", "filler", "log", "logpad", "leaf", "inner", "space", "super", "moved");
    short9.forEach(heading -> columns.add(new Column("written to the device/s", heading)));
    for (String kind : List.of("read", "write", "sync")) {
      columns.add(new Column(kind + " takes", "p50"));
      columns.add(new Column(kind + " takes", "p99"));
    }
    return List.copyOf(columns);
  }

  /** The lines above all others. */
  public static String headings() {
    StringBuilder groups = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < COLUMNS.size(); ) {
      String group = COLUMNS.get(i).group();
      int first = i;
      while (i < COLUMNS.size() && COLUMNS.get(i).group().equals(group)) {
        names.append(i == 0 ? "" : "  ").append(padded(COLUMNS.get(i).heading()));
        i++;
      }
      int width = (i - first) * (NUMBER_WIDTH + 2) - 2;
      groups.append(first == 0 ? "" : "  ").append(centered(group, width));
    }
    return groups.toString().stripTrailing() + "\n" + names + "\n";
  }

  private static String centered(String text, int width) {
    String cut = text.length() > width ? text.substring(0, width) : text;
    int left = (width - cut.length()) / 2;
    return " ".repeat(left) + cut + " ".repeat(width - cut.length() - left);
  }

  private static String padded(String text) {
    return " ".repeat(Math.max(0, NUMBER_WIDTH - text.length())) + text;
  }

  /** The numbers in columns, or with tabs between them. */
  public String line(boolean tabs) {
    List<String> cells = cells();
    return tabs
        ? String.join("\t", cells) + "\n"
        : String.join("  ", cells.stream().map(IostatLine::padded).toList()) + "\n";
  }

  private List<String> cells() {
    Account account = interval.sinceOpened();
    Latencies syncs = syncs();
    List<String> cells = new ArrayList<>();
    cells.add(rate(interval.operationCount()));
    cells.add(rate(account.application().reads()));
    cells.add(rate(account.application().writes()));
    cells.add(rate(syncs.count()));
    cells.add(rate(account.application().bytesRead()));
    cells.add(rate(account.application().bytesWritten()));
    cells.add(rate(account.device().bytesRead()));
    cells.add(rate(account.device().totalBytesWritten()));
    cells.add(amplification(account));
    for (WriteCategory category : WriteCategory.values()) {
      cells.add(rate(account.device().bytesWritten(category)));
    }
    addPercentiles(cells, interval.operations(OperationKind.READ));
    addPercentiles(cells, interval.operations(OperationKind.WRITE));
    addPercentiles(cells, syncs);
    return cells;
  }

  private Latencies syncs() {
    return interval
        .operations(OperationKind.FSYNC)
        .plus(interval.operations(OperationKind.SYNC_ALL));
  }

  private void addPercentiles(List<String> cells, Latencies latencies) {
    cells.add(time(latencies, 50));
    cells.add(time(latencies, 99));
  }

  private static String amplification(Account account) {
    return account.application().bytesWritten() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.2f", account.writeAmplification());
  }

  /** What was written by cause and by root, a line each, below {@link #line}. */
  public String details(boolean tabs) {
    WrittenBytes written = interval.sinceOpened().device().written();
    StringBuilder text = new StringBuilder();
    for (WriteCause cause : WriteCause.values()) {
      if (written.of(cause) != 0) {
        append(text, tabs, "cause", AccountNames.words(cause), written.of(cause));
      }
    }
    for (long root : written.roots()) {
      String name = AccountNames.root(interval, root);
      append(text, tabs, "root", name, written.ofRoot(root));
    }
    return text.toString();
  }

  private void append(StringBuilder text, boolean tabs, String kind, String name, long bytes) {
    long total = interval.sinceOpened().device().totalBytesWritten();
    String share = String.format(Locale.ROOT, "%.1f", total == 0 ? 0 : 100.0 * bytes / total);
    if (tabs) {
      text.append(String.join("\t", kind, name, rate(bytes), share)).append('\n');
    } else {
      text.append(
          String.format(
              Locale.ROOT, "    %-5s  %-20s  %6s/s  %5s %%%n", kind, name, rate(bytes), share));
    }
  }

  // ---- numbers ----

  private String rate(long count) {
    double seconds = interval.openNanos() / NANOS_PER_SECOND;
    return number(seconds <= 0 ? 0 : count / seconds);
  }

  private String number(double value) {
    if (exact) {
      return Long.toString(Math.round(value));
    }
    double scaled = value;
    int scale = -1;
    while (scaled >= 999.5 && scale < SCALES.length() - 1) {
      scaled /= 1024;
      scale++;
    }
    boolean isWhole = scale < 0 && scaled == Math.rint(scaled);
    String text = isWhole ? Long.toString((long) scaled) : threeDigits(scaled);
    return scale < 0 ? text : text + SCALES.charAt(scale);
  }

  private static String threeDigits(double value) {
    if (value >= 99.95) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value >= 9.995 ? "%.1f" : "%.2f", value);
  }

  private String time(Latencies latencies, double percent) {
    if (latencies.count() == 0) {
      return "-";
    }
    long nanos = latencies.percentileNanos(percent);
    if (exact) {
      return Long.toString(nanos);
    }
    if (nanos < 1000) {
      return nanos + "ns";
    }
    double scaled = nanos / 1e3;
    String unit = "us";
    if (scaled >= 999.5) {
      scaled /= 1000;
      unit = "ms";
    }
    if (scaled >= 999.5) {
      scaled /= 1000;
      unit = "s";
    }
    return threeDigits(scaled) + unit;
  }
}
