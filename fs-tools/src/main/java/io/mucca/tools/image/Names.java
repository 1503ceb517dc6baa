package io.mucca.tools.image;

import io.mucca.fs.RootName;
import io.mucca.tools.failure.Failure;
import org.jspecify.annotations.Nullable;

/** Checks the names that users give to volumes and snapshots. */
public final class Names {
  private Names() {}

  /** Accepts null, which stands for a name that was not given. */
  public static void check(@Nullable String name) throws Failure {
    if (name != null) {
      volume(name);
    }
  }

  /** The volume of that name; a usage failure says what is wrong with the name. */
  public static RootName volume(String name) throws Failure {
    try {
      return RootName.volume(name);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }
}
