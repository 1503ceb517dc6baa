package io.mucca.tools.image;

import io.mucca.fs.FileSystem;
import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An image that this process has open, and whose files it can so get at. */
public interface OwnedImage extends ImageService {
  /** Canonical. */
  Path path();

  /** What was found damaged, and given up, when the image was opened. */
  List<String> warnings();

  /** Keeps the last durable checkpoint for a reader, after making a new one where it can. */
  HeldCheckpoint holdCheckpoint() throws IOException;

  /**
   * Uses a root; a snapshot, or a read-only volume, or {@code readOnly} gives a read-only
   * filesystem.
   */
  FileSystem openRoot(RootName name, boolean readOnly) throws IOException;
}
