package io.mucca.tools.control;

import io.mucca.tools.image.ImageService;
import io.mucca.tools.image.MountInfo;
import java.io.IOException;
import java.nio.file.Path;

/** What a daemon does beyond what an opened image can: it mounts. */
public interface DaemonService extends ImageService {
  /** Mounts a root; it is usable when this returns. */
  MountInfo mount(MountRequest request) throws IOException;

  /**
   * Whether what programs wrote to mappings of a mount has arrived; see {@link
   * io.mucca.fuse.KernelPages}.
   */
  boolean hasReceivedPages(Path mountpoint) throws IOException;

  /**
   * Ends a mount and makes all of it durable. A mount that is in use stays as it is, with {@link
   * io.mucca.tools.failure.ExitCode#BUSY}.
   */
  Unmounted unmount(Path mountpoint) throws IOException;
}
