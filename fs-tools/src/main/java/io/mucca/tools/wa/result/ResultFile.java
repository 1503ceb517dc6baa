package io.mucca.tools.wa.result;

import java.util.List;

/**
 * A result file: one JSON document, which reports and comparisons read. The names of the components
 * are the schema.
 *
 * @param schema version of this structure; a change that breaks a reader raises it
 */
public record ResultFile(int schema, Provenance provenance, List<Run> runs) {
  /** The version that this program writes, and reads. */
  public static final int SCHEMA = 1;

  public ResultFile {
    runs = List.copyOf(runs);
  }
}
