package io.mucca.tools;

import io.mucca.tools.command.Environment;
import io.mucca.tools.command.TopCommand;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.daemon.FuseMounter;
import io.mucca.tools.daemon.Logging;
import io.mucca.tools.daemon.Transports;
import io.mucca.tools.text.Console;
import java.io.IOException;

/** The main class of {@code mucca}. */
public final class Mucca {
  private Mucca() {}

  public static void main(String[] arguments) throws IOException {
    Logging.forCommands();
    System.exit(run(Console.system(), arguments));
  }

  /** Runs one command in this process and returns its exit code. */
  public static int run(Console console, String... arguments) throws IOException {
    Environment environment =
        Environment.of(
            console,
            RuntimeDirectory.system(),
            new FuseMounter(Transports::create),
            new DaemonLauncher(Mucca.class.getName()));
    return new TopCommand(environment).execute(arguments);
  }
}
