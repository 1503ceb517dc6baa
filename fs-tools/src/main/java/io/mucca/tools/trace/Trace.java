package io.mucca.tools.trace;

import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations of an application with their sizes and times, but without the bytes themselves: a text
 * file in UTF-8.
 *
 * <p>Its first line is {@code mucca-trace 1}, with the version of this format. Each further line is
 * one operation: microseconds since the beginning, a word, and what belongs to it, separated by
 * single blanks. Paths and names are percent-encoded, and relative to the top of the tree; the top
 * itself is {@code .}. Empty lines and those that begin with {@code #} say nothing.
 *
 * <pre>
 * 0 have PATH SIZE              a file that is there before; these lines come first
 * 0 have-directory PATH         a directory that is there before
 * T create PATH
 * T mkdir PATH
 * T write PATH OFFSET COUNT
 * T read PATH OFFSET COUNT
 * T truncate PATH SIZE
 * T fsync PATH
 * T fsync-directory PATH
 * T sync
 * T close PATH
 * T rename PATH NEWPATH
 * T link PATH NEWPATH
 * T unlink PATH
 * T rmdir PATH
 * T setxattr PATH NAME COUNT
 * </pre>
 *
 * @param lines in the order of the file
 */
public record Trace(List<Line> lines) {
  private static final String HEADER = "mucca-trace ";
  private static final int VERSION = 1;
  private static final String TOP = ".";

  public Trace {
    lines = List.copyOf(lines);
  }

  /** An operation, and when it was. */
  public record Line(long atMicros, TraceOperation operation) {
    /** As the file has it, without the newline. */
    public String format() {
      return atMicros + " " + words(operation);
    }
  }

  /** What a trace begins with. */
  public static String header() {
    return HEADER + VERSION;
  }

  /**
   * Reads a trace.
   *
   * @throws Failure naming the line that cannot be read
   */
  public static Trace read(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      requireVersion(file, reader.readLine());
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(parse(file, number, line));
        }
      }
    } catch (MalformedInputException e) {
      throw new Failure(ExitCode.USAGE, file + " is not UTF-8, so it is no trace", e);
    }
    return new Trace(lines);
  }

  private static void requireVersion(Path file, @Nullable String header) throws Failure {
    if (header == null || !header.startsWith(HEADER)) {
      throw Failure.usage(file + " is no trace: its first line is not '" + HEADER + VERSION + "'");
    }
    if (!header.equals(HEADER + VERSION)) {
      throw Failure.usage(
          "%s is of version %s, and this mucca reads %d; use a newer one"
              .formatted(file, header.substring(HEADER.length()), VERSION));
    }
  }

  private static Line parse(Path file, int number, String line) throws Failure {
    String[] words = line.split(" ", -1);
    try {
      return new Line(Long.parseLong(words[0]), operation(words));
    } catch (ArithmeticException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw Failure.usage("%s: line %d is no operation: '%s'".formatted(file, number, line));
    }
  }

  private static TraceOperation operation(String[] words) {
    return switch (words[1]) {
      case "have" -> new TraceOperation.Have(path(words[2]), bytes(words[3]));
      case "have-directory" -> new TraceOperation.HaveDirectory(path(words[2]));
      case "create" -> new TraceOperation.Create(path(words[2]));
      case "mkdir" -> new TraceOperation.MakeDirectory(path(words[2]));
      case "write" -> new TraceOperation.Write(path(words[2]), bytes(words[3]), count(words[4]));
      case "read" -> new TraceOperation.Read(path(words[2]), bytes(words[3]), count(words[4]));
      case "truncate" -> new TraceOperation.Truncate(path(words[2]), bytes(words[3]));
      case "fsync" -> new TraceOperation.Sync(path(words[2]));
      case "fsync-directory" -> new TraceOperation.SyncDirectory(path(words[2]));
      case "sync" -> new TraceOperation.SyncAll();
      case "close" -> new TraceOperation.Close(path(words[2]));
      case "rename" -> new TraceOperation.Rename(path(words[2]), path(words[3]));
      case "link" -> new TraceOperation.Link(path(words[2]), path(words[3]));
      case "unlink" -> new TraceOperation.Unlink(path(words[2]));
      case "rmdir" -> new TraceOperation.RemoveDirectory(path(words[2]));
      case "setxattr" ->
          new TraceOperation.SetXattr(path(words[2]), decode(words[3]), count(words[4]));
      default -> throw new IllegalArgumentException(words[1]);
    };
  }

  private static String words(TraceOperation operation) {
    return switch (operation) {
      case TraceOperation.Have o -> "have " + word(o.path()) + " " + o.sizeBytes();
      case TraceOperation.HaveDirectory o -> "have-directory " + word(o.path());
      case TraceOperation.Create o -> "create " + word(o.path());
      case TraceOperation.MakeDirectory o -> "mkdir " + word(o.path());
      case TraceOperation.Write o ->
          "write " + word(o.path()) + " " + o.offsetBytes() + " " + o.count();
      case TraceOperation.Read o ->
          "read " + word(o.path()) + " " + o.offsetBytes() + " " + o.count();
      case TraceOperation.Truncate o -> "truncate " + word(o.path()) + " " + o.sizeBytes();
      case TraceOperation.Sync o -> "fsync " + word(o.path());
      case TraceOperation.SyncDirectory o -> "fsync-directory " + word(o.path());
      case TraceOperation.SyncAll _ -> "sync";
      case TraceOperation.Close o -> "close " + word(o.path());
      case TraceOperation.Rename o -> "rename " + word(o.path()) + " " + word(o.newPath());
      case TraceOperation.Link o -> "link " + word(o.path()) + " " + word(o.newPath());
      case TraceOperation.Unlink o -> "unlink " + word(o.path());
      case TraceOperation.RemoveDirectory o -> "rmdir " + word(o.path());
      case TraceOperation.SetXattr o ->
          "setxattr " + word(o.path()) + " " + encode(o.name()) + " " + o.count();
    };
  }

  private static long bytes(String word) {
    long value = Long.parseLong(word);
    if (value < 0) {
      throw new IllegalArgumentException(word);
    }
    return value;
  }

  private static int count(String word) {
    return Math.toIntExact(bytes(word));
  }

  /** No path leads out of the tree. */
  private static String path(String word) {
    String path = decode(word);
    boolean leadsOut =
        path.startsWith("/") || List.of(path.split("/", -1)).contains("..") || path.isEmpty();
    if (leadsOut) {
      throw new IllegalArgumentException(word);
    }
    return path.equals(TOP) ? "" : path;
  }

  private static String decode(String word) {
    return URLDecoder.decode(word.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String word(String path) {
    return path.isEmpty() ? TOP : encode(path);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
