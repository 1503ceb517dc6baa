package io.mucca.tools.trace;

import java.util.List;

/**
 * What a trace has to tell since it was asked last.
 *
 * @param before lines of a {@link Trace} that tell of what was there before, in an order in which
 *     it can be made
 * @param lines those of what was done, in its order
 * @param leftOut operations so far that a trace cannot tell of
 * @param over nothing more comes
 * @param problem why the trace ended too early; empty if it did not
 */
public record TraceChunk(
    List<String> before, List<String> lines, long leftOut, boolean over, String problem) {
  public TraceChunk {
    before = List.copyOf(before);
    lines = List.copyOf(lines);
  }

  /** Whether it tells of nothing that was done. */
  public boolean isEmpty() {
    return before.isEmpty() && lines.isEmpty();
  }
}
