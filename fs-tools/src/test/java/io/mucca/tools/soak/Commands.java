package io.mucca.tools.soak;

import io.mucca.fs.RootInfo;
import io.mucca.tools.Mucca;
import io.mucca.tools.command.Environment;
import io.mucca.tools.command.TopCommand;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.daemon.FuseMounter;
import io.mucca.tools.daemon.Transports;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.Target;
import io.mucca.tools.text.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code mucca}: as users do, in a process of its own, or within this one. Thread-safe. */
final class Commands {
  private static final long LIMIT_SECONDS = 120;

  private final List<String> command;
  private final Path directory;
  private final RuntimeDirectory runtime;

  /** Daemons that this starts have their control sockets in the directory. */
  Commands(List<String> command, Path directory) {
    this.command = command;
    this.directory = directory;
    runtime = new RuntimeDirectory(directory.resolve("run"));
  }

  /** Starts a command. */
  Process start(Path output, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("MUCCA_RUNTIME_DIR", runtime.path().toString());
    return builder.start();
  }

  /** Runs a command in a process of its own, which must succeed. */
  void run(String... arguments) throws IOException, InterruptedException, BrokenPromiseException {
    Path output = directory.resolve("output");
    Process process = start(output, arguments);
    boolean ended = false;
    try {
      ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      if (!ended) {
        process.destroyForcibly();
      }
    }
    if (!ended || process.exitValue() != 0) {
      throw new BrokenPromiseException(
          "mucca %s: %s%n%s"
              .formatted(
                  String.join(" ", arguments),
                  ended ? "exit code " + process.exitValue() : "hangs",
                  Files.readString(output)));
    }
  }

  /** What is asked of a daemon. */
  @FunctionalInterface
  interface Call {
    void make(RemoteImage daemon) throws IOException;
  }

  /**
   * Asks the daemon of an image, and says what went wrong; empty if nothing did. Unlike the command
   * this never opens the image itself, where the daemon was killed a moment ago.
   */
  String ask(Path image, Call call) {
    try (RemoteImage daemon = new Daemons(runtime).connect(ImageId.of(image))) {
      if (daemon == null) {
        return "no daemon answers";
      }
      call.make(daemon);
      return "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Runs a command in this process, which must succeed. */
  void runHere(String... arguments) throws BrokenPromiseException {
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
    int exitCode = new TopCommand(environment(console)).execute(arguments);
    if (exitCode != 0) {
      throw new BrokenPromiseException("mucca " + String.join(" ", arguments) + ": " + err);
    }
  }

  /** The roots of an image. */
  List<RootInfo> roots(Path image) throws IOException {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return environment(new Console(nowhere, nowhere, false))
        .images()
        .use(Target.parse(image.toString()), Access.READ, (service, _) -> service.roots());
  }

  private Environment environment(Console console) {
    return Environment.of(
        console,
        runtime,
        new FuseMounter(Transports::create),
        new DaemonLauncher(Mucca.class.getName()));
  }
}
