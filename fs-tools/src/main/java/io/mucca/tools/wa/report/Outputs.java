package io.mucca.tools.wa.report;

import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files that a report is to be written to. All are checked before the first is written; one that
 * exists is replaced only if it is an earlier report, which its mark near the beginning tells, or
 * if that is forced. Not thread-safe.
 */
public final class Outputs {
  /** So much of a file is searched for the mark. */
  private static final int HEAD_BYTES = 512;

  private final List<Path> inputs;
  private final boolean isForced;
  private final Set<Path> directories = new LinkedHashSet<>();
  private final Map<Path, String> contents = new LinkedHashMap<>();

  public Outputs(List<Path> inputs, boolean isForced) {
    this.inputs = List.copyOf(inputs);
    this.isForced = isForced;
  }

  /**
   * Adds a file.
   *
   * @param mark what earlier reports of this kind have near their beginning
   */
  public void add(Path path, String mark, String content) throws IOException {
    requireFolder(path);
    for (Path input : inputs) {
      if (Files.exists(path) && Files.isSameFile(path, input)) {
        throw Failure.usage(path + " is one of the results; write the report to another file");
      }
    }
    Path absolute = path.toAbsolutePath().normalize();
    if (contents.containsKey(absolute)) {
      throw Failure.usage(path + " is given for two outputs; give each its own file");
    }
    requireReplaceable(path, mark);
    contents.put(absolute, content);
  }

  /** Adds a directory that files can then be added to; it is made if only it itself is missing. */
  public void addDirectory(Path path) throws IOException {
    requireFolder(path);
    directories.add(path.toAbsolutePath().normalize());
  }

  private void requireFolder(Path path) throws Failure {
    Path folder = path.toAbsolutePath().normalize().getParent();
    if (!directories.contains(folder) && (folder == null || !Files.isDirectory(folder))) {
      throw Failure.notFound(path + ": its folder does not exist; make it first, with mkdir -p");
    }
  }

  private void requireReplaceable(Path path, String mark) throws IOException {
    if (Files.isDirectory(path)) {
      throw Failure.usage(path + " is a directory; give a file in it");
    }
    if (isForced || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isRegularFile(path) || !head(path).contains(mark)) {
      throw Failure.failed(
          path + " exists and is no earlier report; choose another name, or add --force");
    }
  }

  private static String head(Path path) throws IOException {
    try (InputStream input = Files.newInputStream(path)) {
      return new String(input.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
    }
  }

  /** Writes all, and returns where. */
  public List<Path> write() throws IOException {
    for (Path directory : directories) {
      Files.createDirectories(directory);
    }
    List<Path> written = new ArrayList<>();
    for (Map.Entry<Path, String> file : contents.entrySet()) {
      Files.write(file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
      written.add(file.getKey());
    }
    return written;
  }
}
