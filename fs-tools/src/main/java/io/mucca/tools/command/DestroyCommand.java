package io.mucca.tools.command;

import io.mucca.fs.RootName;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Target;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca destroy}. */
@Command(
    name = "destroy",
    header = "Remove a snapshot.",
    description =
        "What the snapshot alone still held comes free in the background. 'mucca volume rm' removes"
            + " volumes.",
    footer = {"", "Example: mucca destroy /data/disk.img@monday"})
final class DestroyCommand extends MuccaCommand {
  @Parameters(
      paramLabel = "TARGET@NAME",
      description = "An image, device or mountpoint, [:VOLUME], and the name of the snapshot.")
  private String target = "";

  DestroyCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    Target parsed = Target.parse(target);
    if (parsed.snapshot() == null) {
      throw Failure.usage(
          "name the snapshot: " + target + "@NAME; 'mucca volume rm' removes volumes");
    }
    RootName destroyed =
        environment()
            .images()
            .use(
                parsed,
                Access.WRITE,
                (image, root) -> {
                  image.destroy(root);
                  return root;
                });
    print(() -> new Results.Destroyed(destroyed), () -> "");
  }
}
