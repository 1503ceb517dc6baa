package io.mucca.tools.command;

import io.mucca.fs.CheckReport;
import io.mucca.fs.RootInfo;
import io.mucca.fs.RootName;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MountInfo;
import java.nio.file.Path;
import java.util.List;

/** The JSON objects that commands print, each a record: the names of the members are the schema. */
final class Results {
  private Results() {}

  record Formatted(Path image, long sizeBytes, int blockSizeBytes, int nodeSizeBytes) {}

  record Roots(List<RootInfo> roots) {}

  record Root(RootInfo root) {}

  record Destroyed(RootName destroyed) {}

  record Property(RootName root, boolean readonly) {}

  record Statuses(List<ImageStatus> images) {}

  record Checked(Path image, boolean clean, boolean dataVerified, CheckReport report) {}

  record Mounted(MountInfo mount) {}

  record Unmounted(Path mountpoint) {}
}
