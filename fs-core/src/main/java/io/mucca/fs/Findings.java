package io.mucca.fs;

import io.mucca.block.BlockPointer;
import io.mucca.fs.CheckReport.Kind;
import io.mucca.fs.CheckReport.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Gathers what a check finds: counts all of it, and keeps so much that memory stays bounded. */
final class Findings {
  /** So many fixes are made at once; the check after a repair finds what is left. */
  private static final int MAX_REPAIRS = 100_000;

  private final List<Problem> problems = new ArrayList<>();
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Repair> repairs = new ArrayList<>();
  private final List<Problem> withoutRepair = new ArrayList<>();
  private BlockPointer tree = BlockPointer.NONE;

  /**
   * What can be done about a problem.
   *
   * @param tree of the roots that it concerns
   * @param rootId the one root that it concerns; 0 for all that have the tree
   * @param action in words
   */
  record Repair(
      BlockPointer tree,
      long rootId,
      String where,
      String action,
      TreeFix.Phase phase,
      TreeFix fix) {}

  /** What is found from now on is in this tree. */
  void inTree(BlockPointer pointer) {
    tree = pointer;
  }

  /** A problem that nobody can solve without guessing. */
  void add(Kind kind, String where, String message) {
    Problem problem = count(kind, where, message);
    // What other damage hides is no problem of its own.
    if (kind != Kind.NOT_VERIFIABLE && withoutRepair.size() < CheckReport.MAX_LISTED) {
      withoutRepair.add(problem);
    }
  }

  /** A problem that {@link ImageRepair} finds the solution of. */
  Problem count(Kind kind, String where, String message) {
    Problem problem = new Problem(kind, where, message);
    if (counts.merge(kind, 1L, Long::sum) <= CheckReport.MAX_LISTED) {
      problems.add(problem);
    }
    return problem;
  }

  /** A problem in the tree of a root with its solution. */
  void add(
      Kind kind, String where, String message, TreeFix.Phase phase, String action, TreeFix fix) {
    count(kind, where, message);
    repair(0, where, phase, action, fix);
  }

  /** One more thing to do. */
  void repair(long rootId, String where, TreeFix.Phase phase, String action, TreeFix fix) {
    if (repairs.size() < MAX_REPAIRS) {
      repairs.add(new Repair(tree, rootId, where, action, phase, fix));
    }
  }

  List<Problem> problems() {
    return problems;
  }

  Map<Kind, Long> counts() {
    return counts;
  }

  List<Repair> repairs() {
    return repairs;
  }

  /** Some of the problems without a solution. */
  List<Problem> withoutRepair() {
    return withoutRepair;
  }
}
