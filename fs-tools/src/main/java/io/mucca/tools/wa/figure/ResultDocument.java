package io.mucca.tools.wa.figure;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.tools.wa.result.ResultFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A result file that was read: its records, and the JSON that figures point into. */
public final class ResultDocument {
  private final int number;
  private final Path path;
  private final ResultFile result;
  private final JsonNode json;

  ResultDocument(int number, Path path, ResultFile result, JsonNode json) {
    this.number = number;
    this.path = path;
    this.result = result;
    this.json = json;
  }

  /** From 1 on, in the order in which the files were given. */
  public int number() {
    return number;
  }

  public Path path() {
    return path;
  }

  /** The last name of the path, which is enough for people. */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  public ResultFile result() {
    return result;
  }

  public List<SourcedRun> runs() {
    return IntStream.range(0, result.runs().size())
        .mapToObj(index -> new SourcedRun(this, index))
        .toList();
  }

  /** A number of the provenance, by a JSON pointer in it. */
  public Figure provenance(String pointer) {
    return figure("/provenance" + pointer);
  }

  /** The number at a JSON pointer; unknown if there is none. */
  Figure figure(String pointer) {
    JsonNode node = json.at(pointer);
    return node.isNumber()
        ? new Figure(node.doubleValue(), "#" + number + pointer)
        : Figure.UNKNOWN;
  }
}
