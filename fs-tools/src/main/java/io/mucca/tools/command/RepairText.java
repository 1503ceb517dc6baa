package io.mucca.tools.command;

import io.mucca.fs.RepairPlan;
import java.nio.file.Path;

/** Shows to people what a repair does. */
final class RepairText {
  private RepairText() {}

  /** What is wrong, what would be done about it, and what would be left. */
  static String plan(Path image, RepairPlan plan) {
    StringBuilder text = new StringBuilder(CheckCommand.text(image, plan.report()));
    if (plan.isEmpty()) {
      text.append(
          plan.report().isClean()
              ? "There is nothing to repair.\n"
              : "Nothing of this can be repaired without guessing.\n");
    } else {
      text.append("The repair will\n");
      plan.actions().forEach(action -> text.append("  ").append(action).append('\n'));
      long more = plan.actionCount() - plan.actions().size();
      if (more > 0) {
        text.append("  and do ").append(more).append(" more things like these\n");
      }
    }
    if (!plan.left().isEmpty()) {
      text.append("This is left, because nothing but guesses could be made about it:\n");
      plan.left().forEach(problem -> text.append("  ").append(problem).append('\n'));
    }
    return text.toString();
  }
}
