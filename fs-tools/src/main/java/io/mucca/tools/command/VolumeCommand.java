package io.mucca.tools.command;

import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Owners;
import io.mucca.tools.image.Target;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca volume}, which only groups its subcommands. */
@Command(
    name = "volume",
    header = "Make or remove volumes.",
    synopsisSubcommandLabel = "create|rm",
    footer = {"", "Example: mucca volume create /data/disk.img:home"})
final class VolumeCommand extends MuccaCommand {
  VolumeCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws Failure {
    throw Failure.usage("say what to do: 'mucca volume create' or 'mucca volume rm'");
  }

  /** {@code mucca volume create}. */
  @Command(
      name = "create",
      header = "Make an empty volume, whose root directory is yours.",
      footer = {
        "",
        "Example: mucca volume create /data/disk.img:home",
        "         mucca mount /data/disk.img:home /home"
      })
  static final class Create extends MuccaCommand {
    @Parameters(
        paramLabel = "TARGET:VOLUME",
        description = "An image, device or mountpoint, and the name of the volume.")
    private String target = "";

    Create(Environment environment) {
      super(environment);
    }

    @Override
    String subject() {
      return target;
    }

    @Override
    void run() throws IOException {
      RootInfo made =
          environment()
              .images()
              .use(
                  parseVolume(target),
                  Access.WRITE,
                  (image, root) -> image.createVolume(root.volume(), Owners.ofProcess()));
      print(() -> new Results.Root(made), () -> "");
    }
  }

  /** {@code mucca volume rm}. */
  @Command(
      name = "rm",
      header = "Remove a volume.",
      description =
          "All of its files are lost. Its snapshots must be destroyed first. The space comes free"
              + " in the background.",
      footer = {"", "Example: mucca volume rm /data/disk.img:home"})
  static final class Remove extends MuccaCommand {
    @Parameters(
        paramLabel = "TARGET:VOLUME",
        description = "An image, device or mountpoint, and the name of the volume.")
    private String target = "";

    Remove(Environment environment) {
      super(environment);
    }

    @Override
    String subject() {
      return target;
    }

    @Override
    void run() throws IOException {
      RootName destroyed =
          environment()
              .images()
              .use(
                  parseVolume(target),
                  Access.WRITE,
                  (image, root) -> {
                    image.destroy(root);
                    return root;
                  });
      print(() -> new Results.Destroyed(destroyed), () -> "");
    }
  }

  /** A volume that is made or removed must be named: a slip must not hit the default volume. */
  private static Target parseVolume(String text) throws IOException {
    Target target = Target.parse(text);
    if (target.volume() == null || target.snapshot() != null) {
      throw Failure.usage("name the volume and no snapshot: TARGET:VOLUME");
    }
    return target;
  }
}
