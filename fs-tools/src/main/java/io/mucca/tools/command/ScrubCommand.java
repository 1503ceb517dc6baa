package io.mucca.tools.command;

import io.mucca.device.BlockDevice;
import io.mucca.device.DeviceBusyException;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.DamagedBlock;
import io.mucca.fs.DamagedBlock.AffectedFile;
import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.ScrubProgress;
import io.mucca.fs.ScrubReport;
import io.mucca.tools.control.DaemonEndingException;
import io.mucca.tools.control.Patience;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.scrub.ScrubRequest;
import io.mucca.tools.scrub.ScrubStatus;
import io.mucca.tools.scrub.ScrubStore;
import io.mucca.tools.scrub.Scrubs;
import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.TransferProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mucca scrub}. */
@Command(
    name = "scrub",
    header = "Read all that is in use and verify its checksums, mounted or not.",
    description = {
      "Reads every block once, however many roots share it, and changes nothing. Prints each"
          + " damaged block with the files that it belongs to, and ends with exit code 12 if there"
          + " is one.",
      "Ctrl-C pauses it, and so does unmounting; --resume goes on."
    },
    footer = {
      "",
      "Example: mucca scrub /data/disk.img --rate 50M",
      "         mucca scrub /mnt --status"
    })
final class ScrubCommand extends MuccaCommand {
  private static final long SAVE_SECONDS = 10;

  @Parameters(paramLabel = "TARGET", description = "An image, device or mountpoint.")
  private String target = "";

  @Option(
      names = "--rate",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Most to read in a second; 0 for no bound (default: 100M).")
  private long rate = 100L << 20;

  @Option(names = "--resume", description = "Go on with the scrub that was paused or interrupted.")
  private boolean resume;

  @Option(names = "--status", description = "Say how far a scrub has come, and do nothing else.")
  private boolean status;

  @Option(names = "--pause", description = "Pause the scrub of a mounted image.")
  private boolean pause;

  private @Nullable ScrubReport report;

  ScrubCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target;
  }

  @Override
  void run() throws IOException {
    if (Stream.of(resume, status, pause).filter(each -> each).count() > 1) {
      throw Failure.usage("--resume, --status and --pause do not go together");
    }
    Path image = WholeImage.locate(environment(), target, "scrubbed");
    Patience patience = new Patience(environment().patience());
    while (true) {
      try (RemoteImage daemon = environment().daemons().connect(ImageId.of(image))) {
        run(image, daemon);
        return;
      } catch (DaemonEndingException | DeviceBusyException e) {
        patience.pauseOrFail(image);
      }
    }
  }

  private void run(Path image, @Nullable RemoteImage daemon) throws IOException {
    if (status || pause) {
      ScrubStatus found = pause ? pause(daemon) : status(image, daemon);
      print(() -> new Results.Scrub(image, found), () -> text(image, found));
      return;
    }
    ScrubReport found = scrub(image, daemon);
    report = found;
    boolean clean = found.damagedCount() == 0 && found.end() == ScrubReport.End.COMPLETE;
    print(() -> new Results.Scrubbed(image, clean, found), () -> text(image, found));
  }

  @Override
  ExitCode exitCode() {
    ScrubReport found = report;
    if (found == null) {
      return ExitCode.OK;
    }
    if (found.damagedCount() > 0) {
      return ExitCode.DAMAGED;
    }
    return found.end() == ScrubReport.End.INTERRUPTED ? ExitCode.FAILED : ExitCode.OK;
  }

  private ScrubStore store(Path image) throws IOException {
    return new ScrubStore(environment().runtime().path(), ImageId.of(image).key());
  }

  private ScrubStatus status(Path image, @Nullable RemoteImage daemon) throws IOException {
    return daemon != null ? daemon.scrubStatus() : store(image).status();
  }

  private static ScrubStatus pause(@Nullable RemoteImage daemon) throws IOException {
    if (daemon == null) {
      throw Failure.failed("the image is not mounted; end the command that scrubs it with Ctrl-C");
    }
    return daemon.pauseScrub();
  }

  private ScrubReport scrub(Path image, @Nullable RemoteImage daemon) throws IOException {
    ScrubRequest request = new ScrubRequest(rate, resume);
    try (TransferProgress shown =
        new TransferProgress(environment().console(), "Scrubbing " + image)) {
      ScrubProgress progress =
          (done, total, _) -> {
            shown.update(done, total);
            return true;
          };
      return daemon == null ? scrubHere(image, request, progress) : daemon.scrub(request, progress);
    }
  }

  private ScrubReport scrubHere(Path image, ScrubRequest request, ScrubProgress progress)
      throws IOException {
    environment().runtime().create();
    Scrubs scrubs = new Scrubs(store(image));
    FileDeviceOptions options = FileDeviceOptions.defaults().withReadOnly(true);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = Thread.ofPlatform().unstarted(() -> pauseAndWait(scrubs, ended));
    Runtime.getRuntime().addShutdownHook(hook);
    try (BlockDevice device = DeviceOpener.device(image, options);
        HeldCheckpoint held = HeldCheckpoint.newest(device)) {
      return scrubs.run(held, request, progress);
    } finally {
      ended.countDown();
      forget(hook);
    }
  }

  /** Ctrl-C: the state is saved before the process ends. */
  private static void pauseAndWait(Scrubs scrubs, CountDownLatch ended) {
    scrubs.pause();
    try {
      ended.await(SAVE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook runs.
    }
  }

  // ---- text ----

  private static String text(Path image, ScrubStatus found) {
    String how =
        switch (found.state()) {
          case NONE -> "no scrub is running or paused";
          case RUNNING -> "a scrub is running, " + figures(found);
          case PAUSED -> "a scrub is paused, " + figures(found) + "; --resume goes on";
        };
    return image + ": " + how + "\n";
  }

  private static String figures(ScrubStatus found) {
    return String.format(
        Locale.ROOT,
        "%.0f %% done (%s of %s), %d damaged blocks, begun %s",
        100.0 * found.doneBytes() / Math.max(1, found.totalBytes()),
        ByteSize.format(found.doneBytes()),
        ByteSize.format(found.totalBytes()),
        found.damagedBlocks(),
        found.begun() == null ? "never" : RootText.time(found.begun()));
  }

  private static String text(Path image, ScrubReport found) {
    StringBuilder text = new StringBuilder();
    found.damaged().forEach(damaged -> text.append(text(damaged)));
    if (found.damagedCount() > found.damaged().size()) {
      long more = found.damagedCount() - found.damaged().size();
      text.append("and ").append(more).append(" more damaged blocks\n");
    }
    text.append(image).append(": ");
    if (found.end() != ScrubReport.End.COMPLETE) {
      text.append(found.endReason()).append("; --resume goes on; ");
    }
    text.append(found.damagedCount() == 0 ? "no damage" : found.damagedCount() + " damaged blocks");
    return text.append("; ")
        .append(RootText.checkpoint(found.checkpoint()))
        .append("; ")
        .append(ByteSize.format(found.verifiedBytes()))
        .append(" of ")
        .append(ByteSize.format(found.totalBytes()))
        .append(" verified\n")
        .toString();
  }

  private static String text(DamagedBlock damaged) {
    StringBuilder text = new StringBuilder();
    if (damaged.address() >= 0) {
      text.append("block ").append(damaged.address()).append(", ");
    }
    text.append(damaged.what()).append(": ").append(damaged.reason()).append('\n');
    for (AffectedFile file : damaged.files()) {
      text.append("  ").append(file.root()).append(": ");
      text.append(file.path() == null ? "inode " + file.inode() + " (no name)" : file.path());
      if (file.offsetBytes() >= 0) {
        text.append(" at byte ").append(file.offsetBytes());
      }
      text.append('\n');
    }
    return text.toString();
  }
}
