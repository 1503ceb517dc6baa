package io.mucca.tools.command;

import io.mucca.block.CorruptBlockException;
import io.mucca.device.BlockDevice;
import io.mucca.device.DeviceBusyException;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.CheckOptions;
import io.mucca.fs.CheckReport;
import io.mucca.fs.CheckpointInfo;
import io.mucca.fs.CheckpointList;
import io.mucca.fs.ImageChecker;
import io.mucca.fs.ImageRepair;
import io.mucca.fs.RepairPlan;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.Patience;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.failure.Failures;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.Console;
import io.mucca.tools.text.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca check}. */
@Command(
    name = "check",
    header = "Verify every invariant of an image, mounted or not.",
    description =
        "Reads all metadata and the content of all files, and changes nothing. Prints a line for"
            + " each problem, and ends with exit code 12 if there is one. Of a mounted image the"
            + " last checkpoint is checked, while it is in use; where space runs short, the check"
            + " gives way.",
    footer = {
      "",
      "Example: mucca check /data/disk.img",
      "         mucca check /data/disk.img --repair --dry-run"
    })
final class CheckCommand extends MuccaCommand {
  @Parameters(paramLabel = "IMAGE", description = "The file or block device, or a mountpoint.")
  private String image = "";

  @Option(names = "--no-data", description = "Leave the content of files out.")
  private boolean noData;

  @Option(
      names = "--repair",
      description =
          "Say what can be repaired without guessing, ask, and do it. The image must not be"
              + " mounted.")
  private boolean repair;

  @Option(
      names = {"-y", "--yes"},
      description = "Repair without asking.")
  private boolean yes;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only say what a repair would do.")
  private boolean dryRun;

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
    requireSense();
    Path path = WholeImage.locate(environment(), image, "checked");
    Patience patience = new Patience(environment().patience());
    while (true) {
      try (RemoteImage daemon = environment().daemons().connect(ImageId.of(path));
          Progress progress = new Progress(environment().console(), "Checking " + path)) {
        if (daemon != null && repair) {
          throw Failure.busy(path + " is mounted; unmount it first ('mucca status' shows where)");
        } else if (repair) {
          repair(path, progress);
        } else if (daemon != null) {
          CheckReport found = daemon.check(!noData, progress::update);
          show(path, found, daemon.status().checkpoints());
        } else {
          checkUnused(path, progress);
        }
        return;
      } catch (DeviceBusyException | DaemonEndingException e) {
        patience.pauseOrFail(path);
      }
    }
  }

  private void requireSense() throws Failure {
    if (!repair && (yes || dryRun)) {
      throw Failure.usage("--yes and --dry-run are for --repair");
    }
    if (yes && dryRun) {
      throw Failure.usage("--yes and --dry-run do not go together");
    }
    if (repair && !yes && !dryRun && !environment().console().interactive()) {
      throw Failure.usage("nobody can be asked here; add --yes, or --dry-run to see what it does");
    }
  }

  private void repair(Path path, Progress progress) throws IOException {
    FileDeviceOptions options = FileDeviceOptions.defaults().withReadOnly(dryRun);
    CheckOptions checkOptions = CheckOptions.DEFAULT.withVerifyData(!noData);
    try (BlockDevice device = DeviceOpener.device(path, options)) {
      ImageRepair planned = ImageRepair.plan(device, checkOptions, progress::update);
      progress.close();
      RepairPlan plan = planned.plan();
      CheckReport after = plan.report();
      say(RepairText.plan(path, plan));
      boolean wanted = !plan.isEmpty() && !dryRun && (yes || isAgreed());
      if (wanted) {
        planned.apply();
        after = ImageChecker.check(device, checkOptions, progress::update);
      }
      report = after;
      CheckReport shown = after;
      print(
          () -> new Results.Repaired(path, shown.isClean(), wanted, plan, shown),
          () -> wanted ? "Repaired. Checked again:\n" + text(path, shown) : "");
    } catch (CorruptBlockException e) {
      throw new Failure(ExitCode.DAMAGED, Failures.messageOf(e), e);
    }
  }

  /** Asks the person at the terminal. */
  private boolean isAgreed() throws IOException {
    Console console = environment().console();
    console.err().print("Repair it? [y/N] ");
    console.err().flush();
    String answer = console.readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }

  private void checkUnused(Path path, Progress progress) throws IOException {
    FileDeviceOptions options = FileDeviceOptions.defaults().withReadOnly(true);
    try (BlockDevice device = DeviceOpener.device(path, options)) {
      CheckOptions checkOptions = CheckOptions.DEFAULT.withVerifyData(!noData);
      CheckReport found = ImageChecker.check(device, checkOptions, progress::update);
      show(path, found, CheckpointList.of(device));
    } catch (CorruptBlockException e) {
      // The usual advice for damage is to call this command.
      throw new Failure(ExitCode.DAMAGED, Failures.messageOf(e), e);
    }
  }

  private void show(Path path, CheckReport found, List<CheckpointInfo> checkpoints) {
    report = found;
    print(
        () -> new Results.Checked(path, found.isClean(), !noData, found, checkpoints),
        () -> text(path, found) + older(checkpoints));
  }

  private static String older(List<CheckpointInfo> checkpoints) {
    return checkpoints.size() < 2
        ? ""
        : "checkpoints that can be mounted with --generation: "
            + RootText.checkpoints(checkpoints)
            + "\n";
  }

  @Override
  ExitCode exitCode() {
    return Objects.requireNonNull(report).isClean() ? ExitCode.OK : ExitCode.DAMAGED;
  }

  static String text(Path path, CheckReport report) {
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
    text.append(path)
        .append(": ")
        .append(verdict)
        .append("; ")
        .append(figures(report))
        .append('\n');
    if (report.logRecordCount() > 0) {
      text.append("its intent log holds ")
          .append(report.logRecordCount())
          .append(" records")
          .append(isLogDamaged(report) ? "\n" : ", which the next mount replays\n");
    }
    return text.toString();
  }

  private static boolean isLogDamaged(CheckReport report) {
    return report.problemCounts().containsKey(CheckReport.Kind.LOG);
  }

  private static String figures(CheckReport report) {
    return String.format(
        Locale.ROOT,
        "%s, %d roots, %d inodes, %d tree nodes, %d data blocks; %s verified",
        RootText.checkpoint(new CheckpointInfo(report.generation(), report.time())),
        report.rootCount(),
        report.inodeCount(),
        report.nodeCount(),
        report.dataBlockCount(),
        ByteSize.format(report.verifiedBytes()));
  }
}
