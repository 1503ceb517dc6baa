package io.mucca.tools.wa.workload;

import io.mucca.tools.failure.Failure;
import java.util.Comparator;
import java.util.List;

/** All workloads there are. */
public final class Workloads {
  private static final List<Workload> ALL =
      List.of(
          new OverwriteFsync(),
          new Batch(),
          new GroupCommit(),
          new AppendFsync(),
          new OneByte(),
          new Metadata(),
          new SmallFiles(),
          new NearFull(),
          new Fragmentation(),
          new AfterSnapshot(),
          new Divergence(),
          new Sqlite(),
          new Replay());

  private Workloads() {}

  /** In the order in which they are listed. */
  public static List<Workload> all() {
    return ALL;
  }

  /** The one of that name; a failure names the one that may be meant. */
  public static Workload find(String name) throws Failure {
    for (Workload workload : ALL) {
      if (workload.name().equals(name)) {
        return workload;
      }
    }
    throw Failure.usage(
        "there is no workload '%s'; did you mean '%s'? --list shows all"
            .formatted(name, nearest(name)));
  }

  private static String nearest(String name) {
    return ALL.stream()
        .map(Workload::name)
        .min(Comparator.comparingInt(known -> distance(known, name)))
        .orElseThrow();
  }

  /** The edit distance of Levenshtein, row by row. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
