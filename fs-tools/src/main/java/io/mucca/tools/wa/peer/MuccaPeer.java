package io.mucca.tools.wa.peer;

import io.mucca.fuse.MountChecks;
import io.mucca.fuse.MountOptions;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.Engine;
import io.mucca.tools.wa.engine.MountEngine;
import io.mucca.tools.wa.engine.MuccaOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * mucca, with its defaults or with some options of its commands.
 *
 * @param name {@code mucca}, or as it was asked for: {@code mucca:block-size=512:log-size=1M}
 */
record MuccaPeer(String name, MuccaOptions options, Daemons daemons, DaemonLauncher launcher)
    implements Peer {
  static final String NAME = "mucca";
  private static final String SEPARATOR = ":";

  /** In {@code compression=zstd:3} the second colon belongs to the value. */
  private static final Pattern BETWEEN_OPTIONS = Pattern.compile(SEPARATOR + "(?!\\d)");

  /** Where the engine mounts, and has the daemon's log. */
  private static final String DIRECTORY = "mucca";

  /** Whether a name asks for it. */
  static boolean isMeant(String name) {
    return name.equals(NAME) || name.startsWith(NAME + SEPARATOR);
  }

  /** Reads a name with its options; each belongs to the command that knows it. */
  static MuccaPeer parse(String name, Daemons daemons, DaemonLauncher launcher) throws Failure {
    Map<String, String> format = new LinkedHashMap<>();
    // The others do not note when a file was read, either.
    Map<String, String> mount = new LinkedHashMap<>(Map.of("noatime", ""));
    String options = name.substring(NAME.length());
    String[] words =
        options.isEmpty() ? new String[0] : BETWEEN_OPTIONS.split(options.substring(1), -1);
    for (String word : words) {
      String[] option = word.split("=", 2);
      String value = option.length == 2 ? option[1] : "";
      (MuccaOptions.isFormatOption(option[0]) ? format : mount).put(option[0], value);
    }
    MuccaOptions parsed = MuccaOptions.of(format, mount);
    requireKnown(parsed.mountWords());
    return new MuccaPeer(name, parsed, daemons, launcher);
  }

  /** The engine finds that out too, but only when other filesystems have been measured. */
  private static void requireKnown(List<String> mountWords) throws Failure {
    try {
      MountOptions unused = MountOptions.of("").withOptions(String.join(",", mountWords));
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public @Nullable String obstacle(Host host) {
    try {
      MountChecks.requireDevice();
      return null;
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  @Override
  public Engine open(Host host, Workspace workspace, Path device) throws IOException {
    Path directory = workspace.make(Trace.Kind.MOUNT, DIRECTORY, Files::createDirectory);
    MountEngine.Place place = new MountEngine.Place(directory, device, true, 0, 0, false);
    return MountEngine.open(place, options, daemons, launcher);
  }
}
