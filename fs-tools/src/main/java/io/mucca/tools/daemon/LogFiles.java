package io.mucca.tools.daemon;

import io.mucca.tools.image.ImageId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Where the log files of daemons are. */
public final class LogFiles {
  private LogFiles() {}

  /**
   * Where the daemon of an image logs: in {@code $XDG_STATE_HOME/mucca}, else {@code
   * /var/log/mucca} for root and {@code ~/.local/state/mucca} for others.
   */
  public static Path of(Path image) throws IOException {
    return directory(System.getenv(), System.getProperty("user.name"))
        .resolve(image.getFileName() + "-" + ImageId.of(image).key() + ".log");
  }

  static Path directory(Map<String, String> environment, String user) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (!state.isEmpty()) {
      return Path.of(state, "mucca");
    }
    return user.equals("root")
        ? Path.of("/var/log/mucca")
        : Path.of(System.getProperty("user.home"), ".local/state/mucca");
  }
}
