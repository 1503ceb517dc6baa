package io.mucca.tools.wa.engine;

import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs other programs. */
final class Commands {
  private Commands() {}

  /** Runs a program; returns what it printed, without the last newline. */
  static String run(String... command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED, command[0] + " is needed and cannot be run; install it", e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw Failure.failed(
          "'%s' failed with code %d: %s"
              .formatted(
                  String.join(" ", command), code, output.strip().replaceAll("\\s*\\R\\s*", " ")));
    }
    return output.stripTrailing();
  }
}
