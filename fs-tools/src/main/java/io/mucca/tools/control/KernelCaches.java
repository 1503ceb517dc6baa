package io.mucca.tools.control;

import io.mucca.fs.RootName;
import io.mucca.fuse.KernelPages;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.ImageService;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.MuccaMounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Brings what programs wrote to the daemon before it is asked for a snapshot or a checkpoint. The
 * command does that and not the daemon: a daemon that waits for its own mount could not be killed.
 */
public final class KernelCaches {
  private KernelCaches() {}

  /** Brings all that programs have written to mappings of a root's files. */
  public static void handOver(ImageService image, RootName root) throws IOException {
    handOver(image, mount -> mount.root().equals(root));
  }

  /** Brings all that programs have written to mappings of files of any root. */
  public static void handOverAll(ImageService image) throws IOException {
    handOver(image, _ -> true);
  }

  private static void handOver(ImageService image, Predicate<MountInfo> which) throws IOException {
    if (image instanceof DaemonService daemon) {
      for (MountInfo mount : daemon.status().mounts()) {
        if (!mount.readOnly() && which.test(mount)) {
          handOver(daemon, mount);
        }
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
