package io.mucca.tools.wa.run;

import io.mucca.tools.wa.engine.MuccaVersion;
import io.mucca.tools.wa.result.Provenance;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says where results come from: this program, on this machine, now. */
public final class Provenances {
  private static final long BYTES_PER_KIB = 1024;

  /** Above this, others have more of the processors than the measurement. */
  private static final double BUSY_LOAD_PER_PROCESSOR = 0.5;

  private Provenances() {}

  /** With the words of the command line. */
  public static Provenance now(List<String> arguments) {
    List<String> warnings = new ArrayList<>();
    warnOfLoad(warnings);
    return new Provenance(
        commandLine(arguments),
        MuccaVersion.text(),
        Instant.now(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        field("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        memoryBytes(),
        System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor"),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        warnings);
  }

  private static String commandLine(List<String> arguments) {
    StringBuilder line = new StringBuilder("mucca");
    for (String argument : arguments) {
      boolean plain = argument.matches("[\\w@%+=:,./-]+");
      line.append(' ').append(plain ? argument : "'" + argument.replace("'", "'\\''") + "'");
    }
    return line.toString();
  }

  private static void warnOfLoad(List<String> warnings) {
    int processors = Runtime.getRuntime().availableProcessors();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > processors * BUSY_LOAD_PER_PROCESSOR) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the machine is busy: load %.1f on %d processors; times are doubtful",
              load,
              processors));
    }
  }

  private static long memoryBytes() {
    String kibibytes = field("/proc/meminfo", "MemTotal", "0 kB");
    return Long.parseLong(kibibytes.replaceAll("\\D", "")) * BYTES_PER_KIB;
  }

  /** What stands behind a colon; {@code otherwise} where nothing does. */
  private static String field(String file, String name, String otherwise) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
          return line.substring(colon + 1).strip();
        }
      }
    } catch (IOException e) {
      return otherwise;
    }
    return otherwise;
  }
}
