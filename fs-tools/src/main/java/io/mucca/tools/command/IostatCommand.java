package io.mucca.tools.command;

import io.mucca.account.Accounting;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.stats.IostatDocument;
import io.mucca.tools.stats.IostatLine;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca iostat}. */
@Command(
    name = "iostat",
    header = "Show what programs ask of a mounted image, and what it costs on the device.",
    description = {
      "The first line is about the time since the image was opened, each further one about the"
          + " interval before it. Rates are per second, in bytes with the suffixes K, M, G (powers"
          + " of 1024). WA is the bytes written to the device for each byte that programs wrote."
    },
    footer = {
      "",
      "Written to the device: data of programs; filler, the rest of their blocks; log and its",
      "padding; leaves and inner nodes of the trees; space map; superblocks; moved data.",
      "",
      "Example: mucca iostat /mnt 5",
      "         mucca iostat -Hp /mnt 1 60 > minute.tsv"
    })
final class IostatCommand extends MuccaCommand {
  private static final double MAX_SECONDS = 365.0 * 24 * 60 * 60;
  private static final double NANOS_PER_SECOND = 1e9;

  @Parameters(index = "0", paramLabel = "TARGET", description = "An image, device or mountpoint.")
  private String target = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "INTERVAL",
      description = "Seconds between two lines, such as 5 or 0.5; without it one line is printed.")
  private @Nullable String interval;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "COUNT",
      description = "Lines to print; without it they end when the image is unmounted.")
  private @Nullable String count;

  @Option(names = "-v", description = "Also what was written by cause and by root.")
  private boolean verbose;

  @Option(names = "-H", description = "No headings, and tabs between the columns.")
  private boolean plain;

  @Option(names = "-p", description = "Exact numbers, in bytes and nanoseconds.")
  private boolean exact;

  @Option(names = "-y", description = "Leave out the first line, since the image was opened.")
  private boolean withoutFirst;

  IostatCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    long nanos = intervalNanos();
    long lines = lineCount();
    if (withoutFirst && interval == null) {
      throw Failure.usage("-y leaves nothing to print without an INTERVAL");
    }
    Path image = WholeImage.locate(environment(), target, "watched");
    try (RemoteImage daemon = environment().daemons().connect(ImageId.of(image))) {
      if (daemon == null) {
        throw Failure.notFound(
            image + " is not mounted, so nothing happens to it; mount it first ('mucca mount')");
      }
      print(daemon, nanos, lines);
    }
  }

  private long intervalNanos() throws Failure {
    if (interval == null) {
      return 0;
    }
    double seconds;
    try {
      seconds = Double.parseDouble(interval);
    } catch (NumberFormatException e) {
      throw Failure.usage("INTERVAL is seconds, such as 5 or 0.5, not '%s'".formatted(interval));
    }
    if (!(seconds * NANOS_PER_SECOND >= 1) || seconds > MAX_SECONDS) {
      throw Failure.usage("INTERVAL must be above 0 and at most a year, not " + interval);
    }
    return (long) (seconds * NANOS_PER_SECOND);
  }

  private long lineCount() throws Failure {
    if (count == null) {
      return interval == null ? 1 : Long.MAX_VALUE;
    }
    try {
      long lines = Long.parseLong(count);
      if (lines > 0) {
        return lines;
      }
    } catch (NumberFormatException e) {
      // The same is to be said of it as of 0.
    }
    throw Failure.usage("COUNT is a whole number above 0, not '%s'".formatted(count));
  }

  private void print(RemoteImage daemon, long nanos, long lines) throws IOException {
    Accounting before = daemon.accounting();
    long printed = 0;
    if (!isJson() && !plain) {
      out().print(IostatLine.headings());
    }
    if (!withoutFirst) {
      print(before, true);
      printed++;
    }
    for (; printed < lines; printed++) {
      out().flush();
      pause(nanos);
      Accounting now = next(daemon);
      if (now == null) {
        return;
      }
      print(now.since(before), false);
      before = now;
    }
  }

  /** Null once the image is not mounted any more. */
  private static @Nullable Accounting next(RemoteImage daemon) throws IOException {
    try {
      return daemon.accounting();
    } catch (DaemonEndingException e) {
      return null;
    }
  }

  private void print(Accounting interval, boolean sinceOpened) throws IOException {
    if (isJson()) {
      IostatDocument document =
          IostatDocument.of(Json.SCHEMA, Instant.now(), sinceOpened, interval);
      out().println(Json.mapper().writeValueAsString(document));
      return;
    }
    IostatLine line = new IostatLine(interval, exact);
    out().print(line.line(plain));
    if (verbose) {
      out().print(line.details(plain));
    }
  }

  private PrintWriter out() {
    return environment().console().out();
  }

  private static void pause(long nanos) throws Failure {
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted");
    }
  }
}
