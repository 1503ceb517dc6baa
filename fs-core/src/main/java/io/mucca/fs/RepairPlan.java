package io.mucca.fs;

import java.util.List;

/**
 * What a repair of an image would do.
 *
 * @param report what the check found
 * @param actions what would be done, in words, at most {@link #MAX_LISTED}
 * @param actionCount how many things would be done
 * @param left problems that cannot be solved without guessing, some of them if there are many
 */
public record RepairPlan(
    CheckReport report, List<String> actions, long actionCount, List<CheckReport.Problem> left) {
  /** How many actions are listed. */
  public static final int MAX_LISTED = 1000;

  public RepairPlan {
    actions = List.copyOf(actions);
    left = List.copyOf(left);
  }

  /** True if there is nothing that a repair could do. */
  public boolean isEmpty() {
    return actionCount == 0;
  }
}
