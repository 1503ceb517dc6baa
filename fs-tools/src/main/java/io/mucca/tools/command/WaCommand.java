package io.mucca.tools.command;

import io.mucca.tools.failure.Failure;
import picocli.CommandLine.Command;

/** {@code mucca wa}, which only groups its subcommands. */
@Command(
    name = "wa",
    header = "Measure what filesystems write: the write-amplification laboratory.",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Three boundaries are never mixed: bytes that the application wrote, bytes that mucca"
            + " submitted to the device, and bytes that the kernel counted on the device. What a"
            + " drive does inside is unknown.",
    footer = {"", "Example: mucca wa run overwrite-fsync"})
final class WaCommand extends MuccaCommand {
  WaCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws Failure {
    throw Failure.usage("say what to do: 'mucca wa --help' lists the commands");
  }
}
