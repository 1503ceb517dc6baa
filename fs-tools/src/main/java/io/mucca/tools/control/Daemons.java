package io.mucca.tools.control;

import io.mucca.tools.image.Canonical;
import io.mucca.tools.image.DaemonInfo;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.ImageStatus;
import io.mucca.tools.image.MountInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the running daemons of this user. */
public final class Daemons {
  private final RuntimeDirectory directory;

  public Daemons(RuntimeDirectory directory) {
    this.directory = directory;
  }

  /** Where their sockets are. */
  public RuntimeDirectory directory() {
    return directory;
  }

  /** Connects to the daemon that has an image open; null if none has. */
  public @Nullable RemoteImage connect(ImageId image) throws IOException {
    return RemoteImage.connect(directory.socket(image));
  }

  /** What every running daemon says of itself. */
  public List<ImageStatus> statuses() throws IOException {
    List<ImageStatus> statuses = new ArrayList<>();
    for (Path socket : directory.sockets()) {
      ImageStatus status = status(socket);
      if (status != null) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  private static @Nullable ImageStatus status(Path socket) throws IOException {
    try (RemoteImage daemon = RemoteImage.connect(socket)) {
      return daemon == null ? null : daemon.status();
    } catch (DaemonEndingException e) {
      return null;
    }
  }

  /** Finds the mount at a path and the daemon behind it; null if no running daemon has it. */
  public @Nullable ServedMount find(Path mountpoint) throws IOException {
    Path canonical = Canonical.path(mountpoint);
    for (Path socket : directory.sockets()) {
      ImageStatus status = status(socket);
      DaemonInfo daemon = status == null ? null : status.daemon();
      if (status != null && daemon != null) {
        for (MountInfo mount : status.mounts()) {
          if (mount.mountpoint().equals(canonical)) {
            return new ServedMount(socket, daemon.pid(), status.image(), mount);
          }
        }
      }
    }
    return null;
  }

  /**
   * A mount and who serves it.
   *
   * @param socket where the daemon listens
   * @param pid the process number of the daemon
   */
  public record ServedMount(Path socket, long pid, Path image, MountInfo mount) {}
}
