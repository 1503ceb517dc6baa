package io.mucca.tools.command;

import io.mucca.device.WriteCategory;
import io.mucca.fs.ImageStatistics;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.Target;
import io.mucca.tools.text.ByteSize;
import io.mucca.tools.text.Table;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mucca status}. */
@Command(
    name = "status",
    header = "Show an image's figures and mounts, or those of all that are mounted.",
    footer = {"", "Example: mucca status", "         mucca status /data/disk.img"})
final class StatusCommand extends MuccaCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "TARGET",
      description = "An image, device or mountpoint; without it all that you have mounted.")
  private @Nullable String target;

  StatusCommand(Environment environment) {
    super(environment);
  }

  @Override
  String subject() {
    return target == null ? "" : target;
  }

  @Override
  void run() throws IOException {
    List<ImageStatus> statuses = statuses();
    print(() -> new Results.Statuses(statuses), () -> text(statuses));
  }

  private List<ImageStatus> statuses() throws IOException {
    if (target == null) {
      return environment().daemons().statuses();
    }
    ImageStatus status =
        environment()
            .images()
            .use(Target.parse(target), Access.READ, (image, root) -> image.status());
    return List.of(status);
  }

  private static String text(List<ImageStatus> statuses) {
    if (statuses.isEmpty()) {
      return "Nothing is mounted.\n";
    }
    StringBuilder text = new StringBuilder();
    for (ImageStatus status : statuses) {
      text.append(text.isEmpty() ? "" : "\n").append(describe(status));
    }
    return text.toString();
  }

  private static String describe(ImageStatus status) {
    ImageStatistics figures = status.statistics();
    StringBuilder text = new StringBuilder();
    text.append(status.image()).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "  %s, %s free; roots: %d; blocks of %s, nodes of %s; generation %d%n",
            ByteSize.format(figures.sizeBytes()),
            ByteSize.format(figures.freeBytes()),
            figures.rootCount(),
            ByteSize.format(figures.blockSizeBytes()),
            ByteSize.format(figures.nodeSizeBytes()),
            figures.generation()));
    text.append(
        String.format(
            Locale.ROOT,
            "  intent log of %s: %s used%n",
            ByteSize.format(figures.logSizeBytes()),
            ByteSize.format(figures.logUsedBytes())));
    text.append("  checkpoints that can be mounted with --generation: ")
        .append(RootText.checkpoints(status.checkpoints()))
        .append('\n');
    if (figures.pendingDeletions() > 0) {
      text.append("  space of destroyed roots is still being freed\n");
    }
    if (status.daemon() == null) {
      return text.append("  not mounted\n").toString();
    }
    text.append("  written since ")
        .append(RootText.time(status.daemon().started()))
        .append(": ")
        .append(written(status))
        .append('\n');
    text.append("  daemon: process ").append(status.daemon().pid());
    text.append(", log ").append(status.daemon().log()).append('\n');
    return text.append(mounts(status).indent(2)).toString();
  }

  private static String written(ImageStatus status) {
    long total = 0;
    StringBuilder parts = new StringBuilder();
    for (Map.Entry<WriteCategory, Long> entry : new TreeMap<>(status.writtenBytes()).entrySet()) {
      if (entry.getValue() > 0) {
        total += entry.getValue();
        parts.append(parts.isEmpty() ? " (" : ", ");
        parts.append(entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        parts.append(' ').append(ByteSize.format(entry.getValue()));
      }
    }
    return ByteSize.format(total) + parts + (parts.isEmpty() ? "" : ")");
  }

  private static String mounts(ImageStatus status) {
    Table table = new Table("MOUNTPOINT", "ROOT", "MODE", "TRANSPORT");
    for (MountInfo mount : status.mounts()) {
      table.row(
          mount.mountpoint(),
          mount.root(),
          mount.readOnly() ? "read-only" : "read-write",
          mount.transport().name().toLowerCase(Locale.ROOT));
    }
    return table.toString();
  }
}
