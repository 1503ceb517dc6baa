package io.mucca.fs.crash;

import java.io.IOException;

/** A workload with a name. */
record CrashCase(String name, Script script) {
  /** What is done to the image. */
  @FunctionalInterface
  interface Script {
    void run(Workload w) throws IOException;
  }

  @Override
  public String toString() {
    return name;
  }
}
