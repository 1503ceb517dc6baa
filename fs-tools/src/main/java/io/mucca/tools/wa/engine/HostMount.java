package io.mucca.tools.wa.engine;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The mount that a directory of the host lies in, as {@code /proc/self/mounts} has it.
 *
 * @param source a device as a rule, but a pool or anything else with some filesystems
 */
record HostMount(String source, Path directory, String type, String options) {
  private static final Path TABLE = Path.of("/proc/self/mounts");
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  /** The innermost mount around a directory, and of those on one another the topmost. */
  static HostMount around(Path directory) throws IOException {
    Path real = directory.toRealPath();
    HostMount found = new HostMount("none", Path.of("/"), "unknown", "");
    for (String line : Files.readAllLines(TABLE, NAMES)) {
      String[] fields = line.split(" ");
      Path mounted = Path.of(unescape(fields[1]));
      if (real.startsWith(mounted) && mounted.getNameCount() >= found.directory.getNameCount()) {
        found = new HostMount(unescape(fields[0]), mounted, fields[2], fields[3]);
      }
    }
    return found;
  }

  /** Spaces and backslashes in names are octal. */
  private static String unescape(String field) {
    return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }
}
