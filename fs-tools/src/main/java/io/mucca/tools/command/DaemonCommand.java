package io.mucca.tools.command;

import io.mucca.sys.ProcessCalls;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.Protocol;
import io.mucca.tools.control.Response;
import io.mucca.tools.daemon.DaemonLog;
import io.mucca.tools.daemon.DaemonOptions;
import io.mucca.tools.daemon.DaemonProcess;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.failure.Failures;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What {@code mucca mount} starts in the background; {@link io.mucca.tools.daemon} explains it. */
@Command(
    name = "daemon",
    hidden = true,
    header = "Serve an image in the background; 'mucca mount' starts this.",
    footer = {"", "Example: mucca mount /data/disk.img /mnt"})
final class DaemonCommand extends MuccaCommand {
  @Parameters(paramLabel = "OPTIONS", description = "What to mount and how, as JSON.")
  private String options = "";

  private boolean reported;

  DaemonCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return "";
  }

  @Override
  void run() throws IOException {
    DaemonOptions parsed = Json.mapper().readValue(options, DaemonOptions.class);
    // A session of its own: the terminal's signals and its end are none of the daemon's business.
    ProcessCalls.setsid();
    DaemonLog.open(parsed.log());
    try {
      new DaemonProcess(parsed, environment().mounter())
          .run(mount -> tell(Response.success(mount)));
    } catch (IOException | RuntimeException | Error e) {
      if (reported) {
        throw e;
      }
      tell(Response.failure(withLog(e, parsed.log())));
      throw Failure.failed("not mounted");
    }
  }

  /** What could not be foreseen has left more in the log than one line: libfuse writes there. */
  private static Throwable withLog(Throwable thrown, Path log) {
    Failure failure = Failures.of(thrown);
    return failure.exitCode() == ExitCode.FAILED && !(thrown instanceof DaemonEndingException)
        ? new Failure(ExitCode.FAILED, failure.getMessage() + "; the log is " + log, thrown)
        : thrown;
  }

  /** Whoever started this reads one line and then closes the pipe. */
  private void tell(Response response) {
    reported = true;
    PrintWriter out = environment().console().out();
    out.println(Protocol.encode(response));
    out.close();
  }
}
