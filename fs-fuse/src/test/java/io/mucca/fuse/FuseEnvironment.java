package io.mucca.fuse;

import java.io.IOException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Decides whether real mounts can be tested here. */
public final class FuseEnvironment {
  private FuseEnvironment() {}

  /**
   * Skips the test where FUSE is not to be had, saying why; but not in CI, which would be green for
   * nothing.
   */
  public static void requireUsable() {
    try {
      MountChecks.requireDevice();
    } catch (IOException e) {
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail("CI cannot mount", e);
      }
      Assumptions.abort("cannot mount here: " + e.getMessage());
    }
  }
}
