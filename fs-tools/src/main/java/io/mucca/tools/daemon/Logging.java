package io.mucca.tools.daemon;

/**
 * Sends log messages to standard error. Each choice must be made before the first logger is made.
 * Short commands do not load logback, which would take longer than the command.
 */
public final class Logging {
  private Logging() {}

  /** Warnings only, for short commands. */
  public static void forCommands() {
    toStandardError("warn");
  }

  /** What happens, for a daemon in the foreground. */
  public static void forForeground() {
    System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
    System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    toStandardError("info");
  }

  private static void toStandardError(String level) {
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.setProperty("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level);
    System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
  }
}
