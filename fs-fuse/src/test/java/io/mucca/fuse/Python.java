package io.mucca.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs scripts of Python for calls that Java cannot make: names of any bytes, errno, raw system
 * calls.
 */
public final class Python {
  /** Prints the name of the errno that a call fails with, or OK. */
  private static final String PRELUDE =
      """
      import os, sys, errno, stat, time, mmap, fcntl, ctypes, struct
      def attempt(call):
        try:
          call()
          return 'OK'
        except OSError as e:
          return errno.errorcode[e.errno]
      os.chdir(sys.argv[1])
      """;

  private Python() {}

  /** Runs a script with {@code directory} as its working directory and returns what it printed. */
  public static String run(Path directory, String script) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PRELUDE + script));
    command.add(directory.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.onExit().join().exitValue();
    if (status != 0) {
      throw new AssertionError("python3 ended with " + status + ":\n" + output);
    }
    return output.strip();
  }
}
