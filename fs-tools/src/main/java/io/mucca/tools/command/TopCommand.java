package io.mucca.tools.command;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.failure.Failures;
import io.mucca.tools.text.Console;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code mucca} itself: gathers the subcommands, and tells what went wrong in any of them. */
@Command(
    name = "mucca",
    header = "A copy-on-write filesystem in an image file or on a block device.",
    mixinStandardHelpOptions = true,
    synopsisHeading = "Usage: ",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    description = {
      "",
      "TARGET is an image, a block device or a mountpoint, then [:VOLUME][@SNAPSHOT]; the default"
          + " volume is 'main', and a mountpoint alone is what is mounted there. Commands do the"
          + " same whether the image is mounted or not.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 ok, 1 failed, 2 wrong usage, 10 no such image or root, 11 in use,",
      "            12 damaged",
      "",
      "Example: mucca format /data/disk.img --size 10G",
      "         mucca mount /data/disk.img /mnt",
      "         mucca snapshot /mnt@monday"
    })
public final class TopCommand implements Runnable {
  private final CommandLine commandLine = new CommandLine(this);
  private final Console console;

  public TopCommand(Environment environment) {
    console = environment.console();
    CommandLine volume =
        new CommandLine(new VolumeCommand(environment))
            .addSubcommand(new VolumeCommand.Create(environment))
            .addSubcommand(new VolumeCommand.Remove(environment));
    CommandLine wa =
        new CommandLine(new WaCommand(environment))
            .addSubcommand(new WaRunCommand(environment))
            .addSubcommand(new WaSweepCommand(environment))
            .addSubcommand(new WaCompareCommand(environment))
            .addSubcommand(new WaReportCommand(environment))
            .addSubcommand(new WaDiffCommand(environment));
    List.of(
            new FormatCommand(environment),
            new MountCommand(environment),
            new UmountCommand(environment),
            new StatusCommand(environment),
            new IostatCommand(environment),
            new TraceCommand(environment),
            new ListCommand(environment),
            new SnapshotCommand(environment),
            new CloneCommand(environment),
            new DestroyCommand(environment),
            volume,
            new GetCommand(environment),
            new SetCommand(environment),
            new CheckpointCommand(environment),
            new CheckCommand(environment),
            new ScrubCommand(environment),
            new DemoCommand(environment),
            wa,
            new DaemonCommand(environment),
            new HelpCommand())
        .forEach(commandLine::addSubcommand);
    commandLine
        .setOut(console.out())
        .setErr(console.err())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, arguments) -> reportUsage(e, List.of(arguments)))
        .setExecutionExceptionHandler((e, line, _) -> report(e, line));
  }

  /** Runs one command and returns its exit code. */
  public int execute(String... arguments) {
    try {
      return commandLine.execute(arguments);
    } catch (StackOverflowError | OutOfMemoryError e) {
      return report(e, commandLine);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(commandLine, "say what to do");
  }

  private int reportUsage(ParameterException e, List<String> arguments) {
    CommandLine line = e.getCommandLine();
    String message = e.getMessage() == null ? "wrong usage" : e.getMessage();
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      message += "; did you mean '" + unmatched.getSuggestions().getFirst() + "'?";
    }
    String way = "; '" + line.getCommandSpec().qualifiedName() + " --help' shows how";
    Failure failure = Failure.usage(message.replaceAll("\\s*\\R\\s*", " ") + way);
    if (line.getCommand() instanceof MuccaCommand command) {
      command.reportUsage(commandName(line), failure, arguments.contains("--json"));
    } else {
      console.err().println("mucca: " + failure.getMessage());
      console.err().flush();
    }
    return failure.exitCode().value();
  }

  private int report(Throwable thrown, CommandLine line) {
    Failure failure = Failures.of(thrown);
    if (line.getCommand() instanceof MuccaCommand command) {
      command.report(commandName(line), failure);
    } else {
      console.err().println("mucca: " + failure.getMessage());
    }
    if (!System.getenv().getOrDefault("MUCCA_STACK_TRACE", "").isEmpty()) {
      thrown.printStackTrace(console.err());
    }
    console.err().flush();
    return failure.exitCode().value();
  }

  private static String commandName(CommandLine line) {
    return line.getCommandSpec().qualifiedName().substring("mucca ".length());
  }
}
