package io.mucca.tools.wa.engine;

import io.mucca.account.Accounting;
import io.mucca.fs.ImageStatistics;
import io.mucca.fs.RootName;
import io.mucca.fuse.Unmounter;
import io.mucca.tools.control.Daemons;
import io.mucca.tools.control.KernelCaches;
import io.mucca.tools.control.MountRequest;
import io.mucca.tools.control.RemoteImage;
import io.mucca.tools.control.Unmounted;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.daemon.DaemonOptions;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.DaemonInfo;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.MountInfo;
import io.mucca.tools.image.MuccaMounts;
import io.mucca.tools.image.TransportName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image that a daemon of ours serves, and the mounts of its roots. */
final class ServedVolume implements DirectorySnapshots, AutoCloseable {
  private static final RootName MAIN = RootName.volume(RootName.DEFAULT_VOLUME);

  private final Path device;
  private final Path base;
  private final MuccaOptions options;
  private final Daemons daemons;
  private final DaemonLauncher launcher;
  private final List<Path> mountpoints = new ArrayList<>(); // Guarded by this.

  /**
   * Serves a formatted device.
   *
   * @param base where mountpoints and the daemon's log are made
   */
  ServedVolume(
      Path device, Path base, MuccaOptions options, Daemons daemons, DaemonLauncher launcher) {
    this.device = device;
    this.base = base;
    this.options = options;
    this.daemons = daemons;
    this.launcher = launcher;
  }

  /** Mounts a root and returns where. */
  synchronized Path mount(RootName root) throws IOException {
    Path mountpoint = Files.createDirectory(base.resolve("mount-" + root));
    String words = String.join(",", options.mountWords());
    MountRequest request = new MountRequest(root, mountpoint, false, TransportName.DEFAULT, words);
    mountpoints.add(mountpoint);
    try (RemoteImage daemon = connect()) {
      if (daemon != null) {
        daemon.mount(request);
      } else {
        launch(request);
      }
    }
    return mountpoint;
  }

  private void launch(MountRequest request) throws IOException {
    launcher.launch(
        new DaemonOptions(
            device,
            false,
            options.open(),
            daemons.directory().path(),
            base.resolve("daemon.log"),
            request));
  }

  private @Nullable RemoteImage connect() throws IOException {
    return daemons.connect(ImageId.of(device));
  }

  private RemoteImage connected() throws IOException {
    RemoteImage daemon = connect();
    if (daemon == null) {
      throw Failure.failed("the daemon of " + device + " is gone; MUCCA_DAEMON_OPTS may say why");
    }
    return daemon;
  }

  Accounting accounting() throws IOException {
    try (RemoteImage daemon = connected()) {
      return daemon.accounting();
    }
  }

  ImageStatistics statistics() throws IOException {
    try (RemoteImage daemon = connected()) {
      return daemon.status().statistics();
    }
  }

  void checkpoint() throws IOException {
    try (RemoteImage daemon = connected()) {
      KernelCaches.handOverAll(daemon);
      daemon.checkpoint();
    }
  }

  @Override
  public boolean supported() {
    return true;
  }

  @Override
  public void snapshot(String name) throws IOException {
    try (RemoteImage daemon = connected()) {
      KernelCaches.handOver(daemon, MAIN);
      daemon.snapshot(new RootName(MAIN.volume(), name));
    }
  }

  @Override
  public Path cloneTree(String name) throws IOException {
    try (RemoteImage daemon = connected()) {
      KernelCaches.handOver(daemon, MAIN);
      daemon.cloneRoot(MAIN, List.of(name), true);
    }
    return mount(RootName.volume(name));
  }

  /**
   * Ends all mounts and the daemon. Where that cannot be had in good order, as after an interrupt
   * with files still open, by force: nobody needs what is on the device.
   */
  @Override
  public synchronized void close() throws IOException {
    DaemonInfo info = null;
    try (RemoteImage daemon = connect()) {
      if (daemon != null) {
        info = daemon.status().daemon();
        unmountAll(daemon);
      }
    } catch (IOException e) {
      kill(info);
      detachAll();
    }
  }

  private static void unmountAll(RemoteImage daemon) throws IOException {
    for (MountInfo mount : daemon.status().mounts()) {
      Unmounted unmounted = daemon.unmount(mount.mountpoint());
      if (unmounted.last()) {
        daemon.awaitEnd(unmounted.pid());
      }
    }
  }

  private static void kill(@Nullable DaemonInfo info) {
    if (info != null) {
      ProcessHandle.of(info.pid())
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().join();
              });
    }
  }

  private void detachAll() throws IOException {
    for (Path mountpoint : mountpoints) {
      if (MuccaMounts.find(mountpoint) != null) {
        Unmounter.unmount(mountpoint, true);
      }
    }
  }
}
