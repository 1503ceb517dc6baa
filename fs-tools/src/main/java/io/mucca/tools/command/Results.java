package io.mucca.tools.command;

import io.mucca.fs.CheckReport;
import io.mucca.fs.CheckpointInfo;
import io.mucca.fs.Compression;
import io.mucca.fs.RepairPlan;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.fs.ScrubReport;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.scrub.ScrubStatus;
import io.mucca.tools.wa.diff.Change;
import io.mucca.tools.wa.diff.ResultDiff;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON objects that commands print, each a record: the names of the members are the schema. */
final class Results {
  private Results() {}

  record Formatted(
      Path image, long sizeBytes, int blockSizeBytes, int nodeSizeBytes, Compression compression) {}

  record Roots(List<RootInfo> roots) {}

  record Root(RootInfo root) {}

  record Checkpointed(Checkpoint checkpoint) {}

  /** What was made by a checkpoint; the bytes are those of the whole device meanwhile. */
  record Checkpoint(long generation, long durationMicros, long writtenBytes) {}

  record Destroyed(RootName destroyed) {}

  record Properties(RootName root, boolean readonly, Compression compression) {
    static Properties of(RootInfo root) {
      return new Properties(root.name(), root.readOnly(), root.compression());
    }
  }

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

  /**
   * A trace file, and how much of what was done is in it; the problem is empty if there was none.
   */
  record Traced(Path file, long operations, long leftOut, double seconds, String problem) {}

  /** Two results of the laboratory compared; a figure that is not known is null. */
  record WaDiff(
      boolean acceptable,
      double failAbovePercent,
      List<WaComparison> compared,
      List<String> missing,
      List<String> added,
      List<String> failures) {
    static WaDiff of(ResultDiff diff, double failAbovePercent) {
      List<WaComparison> compared =
          diff.compared().stream()
              .map(
                  comparison ->
                      new WaComparison(
                          comparison.name(),
                          comparison.changes().stream().map(WaChange::of).toList()))
              .toList();
      return new WaDiff(
          diff.isAcceptable(),
          failAbovePercent,
          compared,
          diff.missing(),
          diff.added(),
          diff.failures());
    }
  }

  record WaComparison(String run, List<WaChange> changes) {}

  record WaChange(
      String figure,
      @Nullable Double oldValue,
      @Nullable Double newValue,
      @Nullable Double changePercent) {
    static WaChange of(Change change) {
      return new WaChange(
          change.figure(),
          finite(change.oldFigure().value()),
          finite(change.newFigure().value()),
          finite(change.percent()));
    }

    private static @Nullable Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }

  record Mounted(MountInfo mount) {}

  record Unmounted(Path mountpoint) {}
}
