package io.mucca.tools.daemon;

import io.mucca.fs.OpenOptions;
import io.mucca.tools.control.Protocol;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.text.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts a daemon in a process of its own and waits until its first mount is usable. */
public final class DaemonLauncher {
  /** Classes that the build prepared, beside the jars; a JVM that cannot use them says nothing. */
  private static final String PREPARED_CLASSES = "mucca.aot";

  private static final long YOUNG_MIB = 24;

  /** What the daemon needs beside its caches, that for new objects included. */
  private static final long BASE_HEAP_MIB = 72;

  /** A page of written data lives outside of the heap, its description of 64 bytes in it. */
  private static final long DATA_PER_HEAP_BYTE = 64;

  private final String mainClass;

  /**
   * Makes a launcher whose daemons run {@code mainClass} with the arguments {@code daemon OPTIONS}.
   */
  public DaemonLauncher(String mainClass) {
    this.mainClass = mainClass;
  }

  /**
   * Starts a daemon.
   *
   * @throws io.mucca.tools.control.DaemonEndingException if the image is in use, perhaps by another
   *     daemon that can be asked
   * @throws Failure if the daemon could not mount; it is gone then
   */
  public MountInfo launch(DaemonOptions options) throws IOException {
    Process process = start(options);
    Thread killer = Thread.ofPlatform().unstarted(process::destroy);
    Runtime.getRuntime().addShutdownHook(killer);
    try (BufferedReader report = process.inputReader()) {
      String line = report.readLine();
      if (line == null) {
        throw died(process, options.log());
      }
      return Protocol.decodeResponse(line).resultAs(MountInfo.class);
    } finally {
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }

  private Process start(DaemonOptions options) throws IOException {
    Path logDirectory = options.log().toAbsolutePath().getParent();
    if (logDirectory != null) {
      Files.createDirectories(logDirectory);
    }
    ProcessBuilder builder = new ProcessBuilder(command(options));
    // Else each thread that serves the kernel has a heap of its own in C, with its own waste.
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    return builder
        // Not where the user is: a daemon must not keep any filesystem but its own from being
        // unmounted.
        .directory(new File("/"))
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectError(Redirect.appendTo(options.log().toFile()))
        .start();
  }

  private List<String> command(DaemonOptions options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:ErrorFile=" + options.log() + ".crash-%p");
    // jffi, on which jnr-fuse stands, would else have the JVM warn about it in every log.
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(memory(options.open()));
    command.addAll(
        program(System.getProperty("java.class.path"), words(System.getenv("MUCCA_DAEMON_OPTS"))));
    command.add("daemon");
    command.add(Json.mapper().writeValueAsString(options));
    return command;
  }

  /** A heap for what the image's caches may hold, and not much more. */
  static List<String> memory(OpenOptions open) {
    long cacheBytes =
        open.nodeCacheBytes() + open.dirtyTreeBytes() + open.dirtyDataBytes() / DATA_PER_HEAP_BYTE;
    long heapMib = BASE_HEAP_MIB + (cacheBytes >> 20);
    return List.of("-XX:+UseSerialGC", "-Xmx" + heapMib + "m", "-Xmn" + YOUNG_MIB + "m");
  }

  private static List<String> words(@Nullable String text) {
    return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  /**
   * The words that name the program, behind options that the user gave. The jar of an installed
   * mucca gives the permission for native calls itself; given by an option it would keep the JVM
   * from using prepared classes.
   */
  List<String> program(String classPath, List<String> ofUser) {
    List<String> words = new ArrayList<>();
    Path jar = Path.of(classPath.split(File.pathSeparator, 2)[0]).toAbsolutePath();
    Path prepared = jar.resolveSibling(PREPARED_CLASSES);
    if (!classPath.contains(File.pathSeparator) && Files.exists(prepared)) {
      words.addAll(List.of("-XX:AOTCache=" + prepared, "-Xlog:disable"));
      words.addAll(ofUser);
      words.addAll(List.of("-jar", jar.toString()));
    } else {
      words.add("--enable-native-access=ALL-UNNAMED");
      words.addAll(ofUser);
      words.addAll(List.of("-cp", absolute(classPath), mainClass));
    }
    return words;
  }

  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Failure died(Process process, Path log) {
    try {
      int code = process.waitFor();
      return Failure.failed(
          "the daemon ended with code " + code + " before it mounted; see " + log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Failure.failed("interrupted while the daemon was starting; see " + log);
    }
  }
}
