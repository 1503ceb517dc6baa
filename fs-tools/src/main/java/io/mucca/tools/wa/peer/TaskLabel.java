package io.mucca.tools.wa.peer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A workload with parameters of its own, so that one comparison can have several of a kind.
 *
 * @param text such as {@code append-fsync:write-size=100}
 * @param workload the workload's name
 * @param parameters those that the text sets
 */
public record TaskLabel(String text, String workload, Map<String, String> parameters) {
  /** Writes, appends and names that are made durable one by one; then many at once. */
  public static final List<String> USUAL =
      List.of(
          "overwrite-fsync",
          "batch",
          "batch:operations=20000:every=never",
          "one-byte",
          "append-fsync",
          "append-fsync:write-size=100",
          "small-files",
          "small-files:file-size=0",
          "small-files:sync=end",
          "small-files:sync=end:file-size=100",
          "metadata:operation=mkdir",
          "metadata:operation=rename",
          "metadata:operation=unlink");

  private static final String SEPARATOR = ":";

  public TaskLabel {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Reads it; whether there is such a workload and such a parameter is not looked at. */
  public static TaskLabel parse(String text) {
    List<String> words = List.of(text.split(SEPARATOR, -1));
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String word : words.subList(1, words.size())) {
      String[] parameter = word.split("=", 2);
      parameters.put(parameter[0], parameter.length == 2 ? parameter[1] : "");
    }
    return new TaskLabel(text, words.getFirst(), parameters);
  }
}
