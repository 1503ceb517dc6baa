package io.mucca.tools.command;

import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Target;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca set}. */
@Command(
    name = "set",
    header = "Open a volume for writing, or close it.",
    description = "The volume must not be mounted meanwhile. A snapshot stays read-only for ever.",
    footer = {"", "Example: mucca set /data/disk.img:test1 readonly=off"})
final class SetCommand extends MuccaCommand {
  static final String READ_ONLY = "readonly";

  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "An image, device or mountpoint, [:VOLUME].")
  private String target = "";

  @Parameters(
      index = "1",
      paramLabel = "readonly=on|off",
      description = "on: nobody can write to the volume; off: those can who may.")
  private String assignment = "";

  SetCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    boolean readOnly = parseAssignment();
    RootInfo root =
        environment()
            .images()
            .use(
                Target.parse(target),
                Access.WRITE,
                (image, name) -> image.setReadOnly(requireVolume(name), readOnly));
    print(() -> new Results.Property(root.name(), root.readOnly()), () -> "");
  }

  private boolean parseAssignment() throws Failure {
    return switch (assignment) {
      case READ_ONLY + "=on" -> true;
      case READ_ONLY + "=off" -> false;
      default ->
          throw Failure.usage(
              "'" + assignment + "' cannot be set; write readonly=on or readonly=off");
    };
  }

  private static String requireVolume(RootName root) throws Failure {
    if (root.snapshot() != null) {
      throw Failure.failed(
          "the snapshot "
              + root
              + " is read-only for ever; make a writable clone of it with"
              + " 'mucca clone --writable'");
    }
    return root.volume();
  }
}
