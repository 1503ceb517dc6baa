package io.mucca.tools.command;

import io.mucca.block.CorruptBlockException;
import io.mucca.device.BlockDevice;
import io.mucca.device.DeviceBusyException;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.CheckOptions;
import io.mucca.fs.CheckReport;
import io.mucca.fs.ImageChecker;
import io.mucca.tools.control.Patience;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.failure.Failures;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.Target;
import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca check}. */
@Command(
    name = "check",
    header = "Verify every invariant of an image that is not mounted.",
    description =
        "Reads all metadata and the content of all files, and changes nothing. Prints a line for"
            + " each problem, and ends with exit code 12 if there is one.",
    footer = {"", "Example: mucca check /data/disk.img"})
final class CheckCommand extends MuccaCommand {
  @Parameters(paramLabel = "IMAGE", description = "The file or block device.")
  private String image = "";

  @Option(names = "--no-data", description = "Leave the content of files out.")
  private boolean noData;

  private @Nullable CheckReport report;

  CheckCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return image;
  }

  @Override
  void run() throws IOException {
    Path path = imagePath();
    CheckReport found = check(path);
    report = found;
    print(
        () -> new Results.Checked(path, found.isClean(), !noData, found), () -> text(path, found));
  }

  @Override
  ExitCode exitCode() {
    return Objects.requireNonNull(report).isClean() ? ExitCode.OK : ExitCode.DAMAGED;
  }

  private Path imagePath() throws IOException {
    Target target = Target.parse(image);
    if (target.volume() != null || target.snapshot() != null) {
      throw Failure.usage("an image is checked as a whole; leave volume and snapshot out");
    }
    return environment().images().locate(target).image();
  }

  private CheckReport check(Path path) throws IOException {
    Patience patience = new Patience(environment().patience());
    while (true) {
      requireNoDaemon(path);
      FileDeviceOptions options = FileDeviceOptions.defaults().withReadOnly(true);
      try (BlockDevice device = DeviceOpener.device(path, options);
          Progress progress = new Progress(environment().console(), "Checking " + path)) {
        CheckOptions checkOptions = CheckOptions.DEFAULT.withVerifyData(!noData);
        return ImageChecker.check(device, checkOptions, progress::update);
      } catch (DeviceBusyException e) {
        patience.pauseOrFail(path);
      } catch (CorruptBlockException e) {
        // The usual advice for damage is to call this command.
        throw new Failure(ExitCode.DAMAGED, Failures.messageOf(e), e);
      }
    }
  }

  private void requireNoDaemon(Path path) throws IOException {
    try (RemoteImage daemon = environment().daemons().connect(ImageId.of(path))) {
      if (daemon != null) {
        throw Failure.busy(path + " is mounted; unmount it first ('mucca status' shows where)");
      }
    }
  }

  private static String text(Path path, CheckReport report) {
    StringBuilder text = new StringBuilder();
    report.problems().forEach(problem -> text.append(problem).append('\n'));
    report
        .problemCounts()
        .forEach(
            (kind, count) -> {
              if (count > CheckReport.MAX_LISTED) {
                text.append("and ")
                    .append(count - CheckReport.MAX_LISTED)
                    .append(" more like these: ")
                    .append(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append('\n');
              }
            });
    String verdict = report.isClean() ? "clean" : report.problemCount() + " problems";
    return text.append(path)
        .append(": ")
        .append(verdict)
        .append("; ")
        .append(figures(report))
        .append('\n')
        .toString();
  }

  private static String figures(CheckReport report) {
    return String.format(
        Locale.ROOT,
        "checkpoint %d, %d roots, %d inodes, %d tree nodes, %d data blocks; %s verified",
        report.generation(),
        report.rootCount(),
        report.inodeCount(),
        report.nodeCount(),
        report.dataBlockCount(),
        ByteSize.format(report.verifiedBytes()));
  }
}
