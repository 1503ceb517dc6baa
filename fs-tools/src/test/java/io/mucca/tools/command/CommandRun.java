package io.mucca.tools.command;

import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.Images;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.image.ImageOpener;
import io.mucca.tools.text.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;

/** Runs one command in this process, where nothing can be mounted. */
final class CommandRun {
  private CommandRun() {}

  /**
   * Returns the exit code.
   *
   * @param directory takes what outlives a command
   */
  static int execute(
      Path directory, ImageOpener opener, StringWriter out, StringWriter err, String... arguments) {
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    RuntimeDirectory runtime = new RuntimeDirectory(directory.resolve("run"));
    Daemons daemons = new Daemons(runtime);
    Duration patience = Duration.ofMillis(50);
    Environment environment =
        new Environment(
            console,
            runtime,
            daemons,
            new Images(daemons, opener, patience),
            (_, _, _, _) -> {
              throw new IOException("nothing is mounted here");
            },
            new DaemonLauncher("none"),
            patience);
    return new TopCommand(environment).execute(arguments);
  }
}
