package io.mucca.tools.command;

import io.mucca.tools.demo.DemoResult;
import io.mucca.tools.demo.Demonstration;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca demo}. */
@Command(
    name = "demo",
    header = "Show what mucca does, on an image of its own.",
    description =
        "Makes an image in a temporary directory, mounts it, unpacks a real tree, makes a snapshot,"
            + " changes 1 %% of the files, makes a clone and compares each with what it must hold."
            + " Takes less than a minute and leaves nothing behind.",
    footer = {"", "Example: mucca demo"})
final class DemoCommand extends MuccaCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Where to work; without it where temporary files are.")
  private @Nullable Path directory;

  DemoCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws IOException {
    Path parent = directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
    Environment environment = environment();
    DemoResult result =
        new Demonstration(environment.console(), environment.daemons(), environment.launcher())
            .run(parent);
    print(() -> result, result::toText);
  }
}
