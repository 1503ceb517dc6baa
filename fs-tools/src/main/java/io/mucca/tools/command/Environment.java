package io.mucca.tools.command;

import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.Images;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.daemon.Mounter;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.text.Console;
import java.time.Duration;

/** What commands work with. */
public record Environment(
    Console console,
    RuntimeDirectory runtime,
    Daemons daemons,
    Images images,
    Mounter mounter,
    DaemonLauncher launcher,
    Duration patience) {
  /** Longer than a short command or the end of an idle daemon takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What the installed command works with. */
  public static Environment of(
      Console console, RuntimeDirectory runtime, Mounter mounter, DaemonLauncher launcher) {
    Daemons daemons = new Daemons(runtime);
    Images images = new Images(daemons, new DeviceOpener(), PATIENCE);
    return new Environment(console, runtime, daemons, images, mounter, launcher, PATIENCE);
  }
}
