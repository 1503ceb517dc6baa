package io.mucca.tools.wa.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.tools.text.Json;
import io.mucca.tools.wa.figure.ResultDocument;
import io.mucca.tools.wa.figure.SourcedRun;
import io.mucca.tools.wa.result.Latency;
import io.mucca.tools.wa.result.Moment;
import io.mucca.tools.wa.result.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a row for each run with all of its figures but the course, as RFC 4180 has it. A column is
 * called like the place in the JSON; parts of a breakdown are {@code
 * settled.breakdown.CATEGORY.CAUSE}. What a run does not have is empty.
 */
public final class CsvWriter {
  /** By this a later report recognizes the file as one that it may replace. */
  public static final String MARK = "mucca.file,mucca.run,";

  private static final Set<String> LISTS = Set.of("latencies", "series", "events", "warnings");

  private CsvWriter() {}

  /** The table of all runs of some result files. */
  public static String write(List<ResultDocument> documents) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (ResultDocument document : documents) {
      document.runs().forEach(run -> rows.add(row(run)));
    }
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    StringBuilder csv = new StringBuilder();
    csv.append(line(List.copyOf(columns)));
    for (Map<String, String> row : rows) {
      csv.append(line(columns.stream().map(column -> row.getOrDefault(column, "")).toList()));
    }
    return csv.toString();
  }

  private static Map<String, String> row(SourcedRun sourced) {
    Run run = sourced.run();
    Map<String, String> row = new LinkedHashMap<>();
    row.put("mucca.file", sourced.document().name());
    row.put("mucca.run", Integer.toString(sourced.index()));
    row.put("mucca.version", sourced.document().result().provenance().version());
    JsonNode json = Json.mapper().valueToTree(run);
    json.properties().stream()
        .filter(member -> !LISTS.contains(member.getKey()))
        .forEach(member -> flatten(row, member.getKey(), member.getValue()));
    addMoment(row, "now", run.now());
    addMoment(row, "settled", run.settled());
    run.latencies().forEach(latency -> addLatency(row, latency));
    row.put("series.samples", Integer.toString(run.series().size()));
    if (!run.series().isEmpty()) {
      long most = run.series().stream().mapToLong(sample -> sample.bytesAtRisk()).max().orElse(0);
      row.put("series.bytesAtRisk.max", Long.toString(most));
    }
    row.put("warnings", String.join("; ", run.warnings()));
    return row;
  }

  private static void flatten(Map<String, String> row, String name, JsonNode value) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(member -> flatten(row, name + "." + member.getKey(), member.getValue()));
    } else if (!value.isArray()) {
      row.put(name, value.isNull() ? "" : value.asText());
    }
  }

  private static void addMoment(Map<String, String> row, String name, Moment moment) {
    for (Moment.Part part : moment.breakdown()) {
      String column = name + ".breakdown." + part.category() + "." + part.cause();
      row.merge(column, Long.toString(part.bytes()), CsvWriter::sum);
    }
    for (Moment.RootPart root : moment.roots()) {
      row.merge(name + ".roots." + root.root(), Long.toString(root.bytes()), CsvWriter::sum);
    }
  }

  private static String sum(String left, String right) {
    return Long.toString(Long.parseLong(left) + Long.parseLong(right));
  }

  private static void addLatency(Map<String, String> row, Latency latency) {
    JsonNode json = Json.mapper().valueToTree(latency);
    json.properties().stream()
        .filter(member -> member.getValue().isNumber())
        .forEach(
            member ->
                flatten(
                    row,
                    "latencies." + latency.operation() + "." + member.getKey(),
                    member.getValue()));
  }

  private static String line(List<String> cells) {
    return cells.stream().map(CsvWriter::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(String text) {
    boolean isPlain = text.chars().noneMatch(point -> ",\"\r\n".indexOf(point) >= 0);
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
