package io.mucca.tools.wa.report;

import io.mucca.tools.wa.figure.Study;
import java.nio.file.Path;
import java.util.List;

/**
 * What the command prints: a verdict for each workload, and which files it wrote.
 *
 * @param written absolute paths
 */
public record Summary(List<Workload> workloads, List<Path> written) {
  public Summary {
    workloads = List.copyOf(workloads);
    written = List.copyOf(written);
  }

  /**
   * @param title the workload and what tells it from others
   * @param verdict what it costs and what for
   * @param doubts what makes the figures doubtful
   */
  public record Workload(String title, String verdict, List<String> doubts) {}

  public static Summary of(List<Study> studies, List<Path> written) {
    Titles titles = new Titles(studies);
    List<Workload> workloads =
        studies.stream()
            .map(
                study ->
                    new Workload(
                        titles.of(study).toText(), Verdict.of(study).toText(), Doubts.texts(study)))
            .toList();
    return new Summary(workloads, written);
  }

  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Workload workload : workloads) {
      text.append(workload.title()).append('\n');
      text.append("  ").append(workload.verdict()).append('\n');
      workload.doubts().forEach(doubt -> text.append("  doubtful: ").append(doubt).append('\n'));
    }
    written.forEach(path -> text.append("wrote ").append(path).append('\n'));
    return text.toString();
  }
}
