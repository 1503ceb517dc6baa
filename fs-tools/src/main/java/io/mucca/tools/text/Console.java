package io.mucca.tools.text;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes.
 *
 * @param out what was asked for
 * @param err failures, warnings and progress
 * @param interactive a person watches {@code err}
 */
public record Console(PrintWriter out, PrintWriter err, boolean interactive) {
  /** Reads what a person answers; null if nobody does. */
  @SuppressWarnings("SystemConsoleNull") // From Java 25 on it is null again where no terminal is.
  public @Nullable String readLine() {
    java.io.Console terminal = System.console();
    return terminal == null ? null : terminal.readLine();
  }

  /** The standard output and error of this process. */
  @SuppressWarnings("SystemConsoleNull") // From Java 25 on it is null again where no terminal is.
  public static Console system() {
    java.io.Console terminal = System.console();
    return new Console(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        terminal != null && terminal.isTerminal());
  }
}
