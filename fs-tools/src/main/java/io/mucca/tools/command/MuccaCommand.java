package io.mucca.tools.command;

import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.Console;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What all commands have in common: {@code --json}, {@code --help}, and how they print. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisHeading = "Usage: ",
    sortOptions = false)
public abstract class MuccaCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object, also for a failure.")
  private boolean json;

  private final Environment environment;

  MuccaCommand(Environment environment) {
    this.environment = environment;
  }

  Environment environment() {
    return environment;
  }

  /** Whether the result shall be JSON. */
  boolean isJson() {
    return json;
  }

  /** What the command works on, for messages. */
  abstract String subject();

  /** Does the work, and prints its result. */
  abstract void run() throws IOException;

  @Override
  public final Integer call() throws IOException {
    run();
    environment.console().out().flush();
    return exitValue();
  }

  /** The exit code as a number; a command that runs another one has that one's. */
  int exitValue() {
    return exitCode().value();
  }

  /** How a command ended that did its work, asked for after {@link #run}. */
  ExitCode exitCode() {
    return ExitCode.OK;
  }

  /** Prints a result in the form that was asked for; text that is empty prints nothing. */
  void print(Supplier<?> forJson, Supplier<String> forPeople) {
    Console console = environment.console();
    if (json) {
      console.out().println(Json.document(forJson.get()));
    } else {
      console.out().print(forPeople.get());
    }
  }

  /** Tells of something that did not stop the command but that nobody should miss. */
  void warn(String warning) {
    Console console = environment.console();
    String about = subject().isEmpty() ? "" : subject() + ": ";
    console.err().println("mucca: warning: " + about + warning);
    console.err().flush();
  }

  /** Prints what a person reads before the result; in JSON the result has it. */
  void say(String text) {
    if (!json) {
      environment.console().out().print(text);
      environment.console().out().flush();
    }
  }

  /**
   * Tells that the command line makes no sense, which may have stopped its reading before {@code
   * --json}.
   */
  void reportUsage(String command, Failure failure, boolean asJson) {
    json = asJson;
    report(command, failure);
  }

  /** Tells of a failure: a line for people, and the JSON object if that was asked for. */
  void report(String command, Failure failure) {
    Console console = environment.console();
    if (json) {
      Map<String, Object> error =
          Map.of("exitCode", failure.exitCode().value(), "message", failure.getMessage());
      console.out().println(Json.document(Map.of("error", error)));
      console.out().flush();
    }
    String subject = subject().isEmpty() ? "" : " " + subject();
    console.err().println("mucca: " + command + subject + ": " + failure.getMessage());
    console.err().flush();
  }
}
