package io.mucca.fs.crash;

import io.mucca.fs.Attributes;
import io.mucca.fs.FileMode;
import io.mucca.fs.FileSystem;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.model.Image;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * All names and attributes of an image, a line of text for each root and each inode that has a
 * name, in a form in which the model and the real image can be compared.
 *
 * <p>Left out is what follows the content of a regular file, which need not be a prefix of the
 * history: its size and the times of its change. That is among its {@link SeenFile}.
 */
final class Observation {
  private final Map<Key, String> lines = new LinkedHashMap<>();
  private final List<SeenFile> files = new ArrayList<>();
  private long digest;

  /**
   * What a line is about.
   *
   * @param inode 0 for the root as a whole
   */
  record Key(RootName root, long inode) {}

  /** Takes what is to be kept of a regular file while its root is open. */
  @FunctionalInterface
  interface FileReader {
    SeenFile read(RootName root, FileSystem fs, Attributes attributes) throws IOException;
  }

  private Observation() {}

  /** Looks at every root of an image that a condition lets through. */
  static Observation of(Image image, Predicate<RootName> condition, FileReader reader)
      throws IOException {
    Observation observation = new Observation();
    for (RootInfo root : image.roots()) {
      if (condition.test(root.name())) {
        observation.addRoot(root);
        try (FileSystem fs = image.openRoot(root.name(), true)) {
          observation.walk(root.name(), fs, reader);
        }
      }
    }
    return observation;
  }

  /** Equal for images whose lines are equal. */
  long digest() {
    return digest;
  }

  Map<Key, String> lines() {
    return lines;
  }

  List<SeenFile> files() {
    return files;
  }

  private void addRoot(RootInfo root) {
    // The first volume is made when the device is formatted, by another clock.
    boolean isFirst = root.name().equals(RootName.volume(RootName.DEFAULT_VOLUME));
    String created = isFirst ? "" : " created " + root.created();
    add(
        new Key(root.name(), 0),
        root.name() + (root.readOnly() ? " read-only" : " writable") + created);
  }

  private void add(Key key, String line) {
    lines.put(key, line);
    digest += hash(line);
  }

  /** FNV-1a with a last step that spreads the bits, since hashes are added up. */
  private static long hash(String line) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < line.length(); i++) {
      hash = (hash ^ line.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 31)) * 0x9e3779b97f4a7c15L;
    return hash ^ (hash >>> 29);
  }

  private void walk(RootName root, FileSystem fs, FileReader reader) throws IOException {
    Set<Long> met = new HashSet<>(Set.of(FileSystem.ROOT_INODE));
    Deque<Long> waiting = new ArrayDeque<>(met);
    Attributes attributes = new Attributes();
    while (!waiting.isEmpty()) {
      long inode = waiting.remove();
      fs.getAttributes(inode, attributes);
      StringBuilder line = new StringBuilder(160);
      describe(root, attributes, line);
      describeXattrs(fs, inode, line);
      if (attributes.isDirectory()) {
        line.append(" parent ").append(fs.parentOf(inode));
        describeEntries(fs, inode, line, met, waiting);
      } else if (attributes.isRegularFile()) {
        files.add(reader.read(root, fs, attributes));
      } else if (FileMode.isSymlink(attributes.mode)) {
        line.append(" to ").append(text(fs.readSymlink(inode)));
      }
      add(new Key(root, inode), line.toString());
    }
  }

  private static void describe(RootName root, Attributes attributes, StringBuilder line) {
    line.append(root).append(" inode ").append(attributes.inode);
    line.append(" mode ").append(Integer.toOctalString(attributes.mode));
    line.append(" links ").append(attributes.linkCount);
    line.append(" owner ").append(attributes.uid).append(':').append(attributes.gid);
    line.append(" device ").append(attributes.deviceNumber);
    line.append(" atime ").append(nanos(attributes.accessSeconds, attributes.accessNanos));
    if (!attributes.isRegularFile()) {
      line.append(" mtime ").append(nanos(attributes.modifySeconds, attributes.modifyNanos));
      line.append(" ctime ").append(nanos(attributes.changeSeconds, attributes.changeNanos));
    }
    if (attributes.inode != FileSystem.ROOT_INODE) {
      line.append(" birth ").append(nanos(attributes.birthSeconds, attributes.birthNanos));
    }
  }

  static long nanos(long seconds, int nanos) {
    return seconds * 1_000_000_000 + nanos;
  }

  private static void describeXattrs(FileSystem fs, long inode, StringBuilder line)
      throws IOException {
    Collection<byte[]> names = fs.listXattrs(inode);
    if (names.isEmpty()) {
      return;
    }
    List<String> values = new ArrayList<>();
    for (byte[] name : names) {
      byte[] value = fs.getXattr(inode, name);
      values.add(text(name) + "=" + value.length + "/" + Arrays.hashCode(value));
    }
    line.append(values.stream().sorted().collect(Collectors.joining(", ", " xattrs {", "}")));
  }

  private static void describeEntries(
      FileSystem fs, long directory, StringBuilder line, Set<Long> met, Deque<Long> waiting)
      throws IOException {
    line.append(" entries {");
    fs.readDirectory(
        directory,
        0,
        (name, inode, type, cookie) -> {
          line.append(' ').append(text(name)).append(':').append(inode).append('/').append(type);
          if (met.add(inode)) {
            waiting.add(inode);
          }
          return true;
        });
    line.append(" }");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The lines that only one of two observations has, as a person reads them. */
  String differencesTo(Observation expected) {
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (key, line) -> {
          if (!line.equals(expected.lines.get(key))) {
            text.append("\n  found    ").append(line);
          }
        });
    expected.lines.forEach(
        (key, line) -> {
          if (!line.equals(lines.get(key))) {
            text.append("\n  expected ").append(line);
          }
        });
    return text.toString();
  }
}
