package io.mucca.tools.command;

import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.tools.control.KernelCaches;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Target;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca snapshot}. */
@Command(
    name = "snapshot",
    header = "Keep a volume as it is now, in a read-only snapshot.",
    description =
        "The snapshot holds all that programs had written before the command, and takes a moment"
            + " and a few KiB whatever the volume holds.",
    footer = {
      "",
      "Example: mucca snapshot /data/disk.img@monday",
      "         mucca snapshot /mnt@before-upgrade"
    })
final class SnapshotCommand extends MuccaCommand {
  @Parameters(
      paramLabel = "TARGET@NAME",
      description = "An image, device or mountpoint, [:VOLUME], and the name of the snapshot.")
  private String target = "";

  SnapshotCommand(Environment environment) {
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
      throw Failure.usage("give the snapshot a name: " + target + "@NAME");
    }
    RootInfo made =
        environment()
            .images()
            .use(
                parsed,
                Access.WRITE,
                (image, root) -> {
                  KernelCaches.handOver(image, RootName.volume(root.volume()));
                  return image.snapshot(root);
                });
    print(() -> new Results.Root(made), () -> "");
  }
}
