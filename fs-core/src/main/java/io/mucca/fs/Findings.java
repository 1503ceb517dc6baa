package io.mucca.fs;

import io.mucca.fs.CheckReport.Kind;
import io.mucca.fs.CheckReport.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Gathers what a check finds: counts all of it, and keeps so much that memory stays bounded. */
final class Findings {
  private final List<Problem> problems = new ArrayList<>();
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

  void add(Kind kind, String where, String message) {
    if (counts.merge(kind, 1L, Long::sum) <= CheckReport.MAX_LISTED) {
      problems.add(new Problem(kind, where, message));
    }
  }

  List<Problem> problems() {
    return problems;
  }

  Map<Kind, Long> counts() {
    return counts;
  }
}
