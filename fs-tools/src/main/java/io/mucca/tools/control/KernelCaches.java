package io.mucca.tools.control;

import io.mucca.fs.RootName;
import io.mucca.fuse.KernelPages;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.ImageService;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.MuccaMounts;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Brings what programs wrote to the daemon before it is asked for a snapshot. The command does that
 * and not the daemon: a daemon that waits for its own mount could not be killed.
 */
public final class KernelCaches {
  private KernelCaches() {}

  /** Brings all that programs have written to mappings of a root's files. */
  public static void handOver(ImageService image, RootName root) throws IOException {
    if (image instanceof DaemonService daemon) {
      handOver(daemon, root);
    }
  }

  private static void handOver(DaemonService image, RootName root) throws IOException {
    for (MountInfo mount : image.status().mounts()) {
      if (mount.root().equals(root) && !mount.readOnly()) {
        handOver(image, mount);
      }
    }
  }

  private static void handOver(DaemonService daemon, MountInfo mount) throws IOException {
    Path mountpoint = mount.mountpoint();
    if (MuccaMounts.find(mountpoint) == null) {
      throw Failure.failed(
          mount.root()
              + " is mounted on "
              + mountpoint
              + " where this process cannot see it; run the command in the container or namespace"
              + " of the daemon");
    }
    KernelPages.handOver(mountpoint, () -> daemon.hasReceivedPages(mountpoint));
  }
}
