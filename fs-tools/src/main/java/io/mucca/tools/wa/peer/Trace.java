package io.mucca.tools.wa.peer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something beyond files that a workspace has made, or is about to make, and that must go again.
 *
 * @param name in the workspace's directory. A trace cannot name anything outside of it, so whatever
 *     a damaged journal says, nothing of others is removed
 */
record Trace(Kind kind, String name) {
  /** What it is. */
  enum Kind {
    /** Loop devices over the file of that name. */
    LOOP("loop device over"),
    /** All that is mounted on or below the directory of that name. */
    MOUNT("mount on"),
    /** The zpool that is called as the workspace. */
    POOL("zpool"),
    /** The daemon of ZFS that was given the path of that name as an argument. */
    DAEMON("daemon of");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  Trace {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("'" + name + "' is not the name of a single file");
    }
  }

  /** What it is, for people. */
  String description() {
    return kind.description + " " + name;
  }

  /** The line of a journal. */
  String toLine() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + name + "\n";
  }

  /**
   * Reads the line of a journal; null if it is none, as the last one of a killed process can be.
   */
  static @Nullable Trace parse(String line) {
    String[] words = line.split(" ", 2);
    try {
      return new Trace(Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), words[words.length - 1]);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
