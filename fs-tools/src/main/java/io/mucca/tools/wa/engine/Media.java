package io.mucca.tools.wa.engine;

import io.mucca.block.Geometry;
import io.mucca.fs.FormatOptions;
import io.mucca.sys.FileStatus;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.text.ByteSize;
import java.io.IOException;
import java.nio.file.Path;

/** What must be so before something is formatted. */
final class Media {
  private Media() {}

  /** Fails where the filesystem would not fit. */
  static void requireRoom(long sizeBytes, int sectorBytes, FormatOptions format) throws Failure {
    try {
      Geometry _ = format.geometry(sizeBytes, sectorBytes);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "%s will not do: %s; give a larger --size or other format options"
              .formatted(ByteSize.format(sizeBytes), e.getMessage()));
    }
  }

  /** Fails where something is that its owner may want to keep. */
  static void requireMayOverwrite(Path path, boolean force) throws IOException {
    if (FileStatus.of(path).type() == FileStatus.Type.DIRECTORY) {
      throw Failure.usage(path + " is a directory; --engine dir --dir " + path + " measures that");
    }
    if (!force) {
      throw Failure.failed(
          path + " exists and would be formatted; --force does that, and all in it is lost");
    }
  }
}
