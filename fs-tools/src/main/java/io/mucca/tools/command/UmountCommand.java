package io.mucca.tools.command;

import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.Daemons.ServedMount;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.control.Unmounted;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Canonical;
import io.mucca.tools.image.MuccaMounts;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca umount}. */
@Command(
    name = "umount",
    header = "Unmount a directory.",
    description =
        "Returns when all that was written is durable and, if it was the image's last mount, its"
            + " daemon is gone.",
    footer = {"", "Example: mucca umount /mnt"})
final class UmountCommand extends MuccaCommand {
  @Parameters(paramLabel = "DIR", description = "Where a volume or snapshot is mounted.")
  private String directory = "";

  UmountCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return directory;
  }

  @Override
  void run() throws IOException {
    Path mountpoint = Canonical.path(Path.of(directory));
    if (MuccaMounts.find(mountpoint) == null) {
      throw Failure.notFound(
          "no mucca volume is mounted there; 'mucca status' shows where some are");
    }
    ServedMount served = environment().daemons().find(mountpoint);
    if (served == null) {
      if (!DeadMount.isAt(mountpoint)) {
        throw Failure.failed("its daemon runs for another user; unmount it as that user");
      }
      DeadMount.remove(mountpoint, "umount", environment().console());
    } else {
      unmount(served);
    }
    print(() -> new Results.Unmounted(mountpoint), () -> "");
  }

  private void unmount(ServedMount served) throws IOException {
    try (RemoteImage daemon = RemoteImage.connect(served.socket())) {
      if (daemon != null) {
        try {
          Unmounted unmounted = daemon.unmount(served.mount().mountpoint());
          if (unmounted.last()) {
            daemon.awaitEnd(served.pid());
          }
          if (unmounted.heldElsewhere()) {
            warn(
                "it is unmounted here and all is durable, but a container or service with mounts of"
                    + " its own still has it; process "
                    + unmounted.pid()
                    + " serves it until that ends");
          }
        } catch (DaemonEndingException e) {
          // Somebody else unmounts, or ends the daemon, at this moment.
          daemon.awaitEnd(served.pid());
        }
      }
    }
  }
}
