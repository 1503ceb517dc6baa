package io.mucca.tools.image;

import io.mucca.fs.FileSystem;
import io.mucca.fs.HeldCheckpoint;
import io.mucca.fs.RootName;
import java.io.IOException;
import java.nio.file.Path;

/** An image that this process has open, and whose files it can so get at. */
public interface OwnedImage extends ImageService {
  /** Canonical. */
  Path path();

  /** Keeps the last durable checkpoint for a reader, after making a new one where it can. */
  HeldCheckpoint holdCheckpoint() throws IOException;

  /**
   * Uses a root; a snapshot, or a read-only volume, or {@code readOnly} gives a read-only
   * filesystem.
   */
  FileSystem openRoot(RootName name, boolean readOnly) throws IOException;
}
