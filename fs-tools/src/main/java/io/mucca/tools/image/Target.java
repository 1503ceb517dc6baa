package io.mucca.tools.image;

import io.mucca.fs.RootName;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the user points at: {@code PATH[:VOLUME][@SNAPSHOT]}, where the path is an image file, a
 * block device or a mountpoint.
 *
 * <p>Paths may themselves hold {@code :} and {@code @}. So the longest prefix that exists is the
 * path, and only where none exists does the text alone decide.
 *
 * @param text as the user wrote it
 * @param volume null where the user named none
 * @param snapshot null where the user named none
 */
public record Target(String text, Path path, @Nullable String volume, @Nullable String snapshot) {
  private static final Pattern ROOT = Pattern.compile("(?::([^:@]*))?(?:@([^:@]*))?");
  private static final Pattern NESTED_SNAPSHOT = Pattern.compile("(?::[^:@]*)?@[^:@]*@.*");

  /** Reads a target, looking at the filesystem for paths. */
  public static Target parse(String text) throws IOException {
    return parse(text, Target::exists);
  }

  /** A mountpoint whose daemon died does not look as if it existed. */
  private static boolean exists(Path path) throws IOException {
    return Files.exists(path) || MuccaMounts.find(path) != null;
  }

  static Target parse(String text, PathTest exists) throws IOException {
    try {
      return of(text, pathLength(text, exists));
    } catch (InvalidPathException e) {
      throw Failure.usage("'" + text.replace('\0', '?') + "' cannot be a path; check it");
    }
  }

  private static int pathLength(String text, PathTest exists) throws IOException {
    for (int end = text.length(); end > 0; end = lastSeparator(text, end)) {
      if (exists.test(Path.of(text.substring(0, end)))) {
        return end;
      }
    }
    return lengthWithoutRoot(text);
  }

  private static int lastSeparator(String text, int end) {
    return Math.max(text.lastIndexOf(':', end - 1), text.lastIndexOf('@', end - 1));
  }

  /** Where no prefix exists, separators before the last slash belong to the path. */
  private static int lengthWithoutRoot(String text) {
    for (int i = text.lastIndexOf('/') + 1; i < text.length(); i++) {
      if (text.charAt(i) == ':' || text.charAt(i) == '@') {
        return i;
      }
    }
    return text.length();
  }

  private static Target of(String text, int pathLength) throws Failure {
    String root = text.substring(pathLength);
    if (NESTED_SNAPSHOT.matcher(root).matches()) {
      throw Failure.failed(
          "a snapshot has no snapshots of its own; make a clone of it, and snapshots of that");
    }
    Matcher matcher = ROOT.matcher(root);
    if (pathLength == 0 || !matcher.matches()) {
      throw Failure.usage("'" + text + "' is no target; write IMAGE[:VOLUME][@SNAPSHOT]");
    }
    String volume = matcher.group(1);
    String snapshot = matcher.group(2);
    Names.check(volume);
    Names.check(snapshot);
    return new Target(text, Path.of(text.substring(0, pathLength)), volume, snapshot);
  }

  /** The root that is meant where {@code base} is what the path alone stands for. */
  public RootName root(RootName base) throws Failure {
    if (volume != null) {
      return new RootName(volume, snapshot);
    }
    if (snapshot == null) {
      return base;
    }
    if (base.snapshot() != null) {
      throw Failure.failed(
          path
              + " shows the snapshot "
              + base
              + ", and a snapshot has no snapshots of its own;"
              + " make a clone of it, and snapshots of that");
    }
    return new RootName(base.volume(), snapshot);
  }

  /** Says whether a path leads to something. */
  @FunctionalInterface
  interface PathTest {
    boolean test(Path path) throws IOException;
  }

  @Override
  public String toString() {
    return text;
  }
}
