package io.mucca.tools.demo;

import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.KernelCaches;
import io.mucca.tools.control.MountRequest;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.control.Unmounted;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.daemon.DaemonOptions;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.TransportName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Mounts roots of the image in its directory, with a daemon as users have it. */
final class MountedStage implements Stage {
  private final Path image;
  private final Daemons daemons;
  private final DaemonLauncher launcher;

  MountedStage(Path image, Daemons daemons, DaemonLauncher launcher) {
    this.image = image;
    this.daemons = daemons;
    this.launcher = launcher;
  }

  @Override
  public String description() {
    return "mounted";
  }

  @Override
  public Tree open(RootName root) throws IOException {
    Path mountpoint = Files.createDirectory(image.resolveSibling("mount-" + root));
    MountRequest request = new MountRequest(root, mountpoint, false, TransportName.DEFAULT, "");
    try (RemoteImage daemon = connect()) {
      if (daemon != null) {
        daemon.mount(request);
      } else {
        Path log = image.resolveSibling("daemon.log");
        launcher.launch(
            new DaemonOptions(
                image, false, OpenOptions.DEFAULT, daemons.directory().path(), log, request));
      }
    }
    return new MountedTree(mountpoint, () -> unmount(mountpoint));
  }

  private @Nullable RemoteImage connect() throws IOException {
    return daemons.connect(ImageId.of(image));
  }

  private void unmount(Path mountpoint) throws IOException {
    try (RemoteImage daemon = connect()) {
      Unmounted unmounted = daemon == null ? null : daemon.unmount(mountpoint);
      if (daemon != null && unmounted != null && unmounted.last()) {
        daemon.awaitEnd(unmounted.pid());
      }
    }
    Files.delete(mountpoint);
  }

  @Override
  public <T> T use(Act<T> act) throws IOException {
    try (RemoteImage daemon = connect()) {
      if (daemon == null) {
        throw Failure.failed(
            "the daemon is gone; its log went with it, try 'mucca mount' to see why");
      }
      KernelCaches.handOver(daemon, RootName.volume(RootName.DEFAULT_VOLUME));
      return act.apply(daemon);
    }
  }

  /**
   * Ends the mounts that no tree has ended, as after an interrupt; the daemon is gone afterwards.
   */
  @Override
  public void close() throws IOException {
    try (RemoteImage daemon = connect()) {
      if (daemon != null) {
        for (MountInfo mount : daemon.status().mounts()) {
          unmount(mount.mountpoint());
        }
      }
    }
  }
}
