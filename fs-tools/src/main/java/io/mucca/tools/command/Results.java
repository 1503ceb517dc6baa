package io.mucca.tools.command;

import io.mucca.fs.CheckReport;
import io.mucca.fs.CheckpointInfo;
import io.mucca.fs.RepairPlan;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.ScrubReport;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.scrub.ScrubStatus;
import java.nio.file.Path;
import java.util.List;

/** The JSON objects that commands print, each a record: the names of the members are the schema. */
final class Results {
  private Results() {}

  record Formatted(Path image, long sizeBytes, int blockSizeBytes, int nodeSizeBytes) {}

  record Roots(List<RootInfo> roots) {}

  record Root(RootInfo root) {}

  record Checkpointed(Checkpoint checkpoint) {}

  /** What was made by a checkpoint; the bytes are those of the whole device meanwhile. */
  record Checkpoint(long generation, long durationMicros, long writtenBytes) {}

  record Destroyed(RootName destroyed) {}

  record Property(RootName root, boolean readonly) {}

  record Statuses(List<ImageStatus> images) {}

  record Checked(
      Path image,
      boolean clean,
      boolean dataVerified,
      CheckReport report,
      List<CheckpointInfo> checkpoints) {}

  record Repaired(
      Path image, boolean clean, boolean repaired, RepairPlan plan, CheckReport report) {}

  record Scrubbed(Path image, boolean clean, ScrubReport report) {}

  record Scrub(Path image, ScrubStatus scrub) {}

  record Mounted(MountInfo mount) {}

  record Unmounted(Path mountpoint) {}
}
