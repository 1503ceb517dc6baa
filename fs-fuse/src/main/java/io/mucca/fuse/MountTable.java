package io.mucca.fuse;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts that this process sees, in the order of {@code /proc/self/mountinfo}. Immutable. */
public final class MountTable {
  /** How the JDK turns a file name's bytes into a string, so that paths compare equal. */
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private final List<Entry> entries;

  private MountTable(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * One mount.
   *
   * @param device {@code MAJOR:MINOR}, different for every mounted FUSE filesystem
   */
  public record Entry(String device, String directory, String type, String source) {}

  public static MountTable read() throws IOException {
    byte[] content = Files.readAllBytes(Path.of("/proc/self/mountinfo"));
    return parse(new String(content, NAMES));
  }

  static MountTable parse(String mountInfo) {
    List<Entry> entries = new ArrayList<>();
    for (String line : mountInfo.split("\n")) {
      // A variable number of optional fields ends with a lone dash.
      int dash = line.indexOf(" - ");
      if (dash >= 0) {
        String[] head = line.substring(0, dash).split(" ");
        String[] tail = line.substring(dash + 3).split(" ");
        entries.add(new Entry(head[2], unescape(head[4]), tail[0], unescape(tail[1])));
      }
    }
    return new MountTable(entries);
  }

  /** All mounts, in the order of the table: a mount comes after the one that it lies in. */
  public List<Entry> entries() {
    return entries;
  }

  /** The mount that a path walk to this directory ends in: the last one, if some are stacked. */
  public Optional<Entry> topmostAt(Path directory) {
    return entries.reversed().stream()
        .filter(entry -> entry.directory().equals(directory.toString()))
        .findFirst();
  }

  /** The kernel writes space, tab, newline and backslash as three octal digits. */
  private static String unescape(String field) {
    StringBuilder plain = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      if (field.charAt(i) == '\\' && i + 3 < field.length()) {
        plain.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(field.charAt(i));
      }
    }
    return plain.toString();
  }
}
