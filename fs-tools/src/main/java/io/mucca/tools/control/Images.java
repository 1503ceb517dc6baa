package io.mucca.tools.control;

import io.mucca.device.DeviceBusyException;
import io.mucca.fs.RootName;
import io.mucca.fuse.MountTable;
import io.mucca.tools.control.Daemons.ServedMount;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.Access;
import io.mucca.tools.image.Canonical;
import io.mucca.tools.image.ImageId;
import io.mucca.tools.image.ImageOpener;
import io.mucca.tools.image.ImageService;
import io.mucca.tools.image.MuccaMounts;
import io.mucca.tools.image.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Gives commands the image that they name, so that they need not know whether it is mounted:
 * through its daemon where one has it, else opened in this process.
 *
 * <p>Another short command, or a daemon that is starting or ending, has the image for a moment
 * only; so busy is tried again for a while.
 */
public final class Images {
  private final Daemons daemons;
  private final ImageOpener opener;
  private final Duration patience;

  public Images(Daemons daemons, ImageOpener opener, Duration patience) {
    this.daemons = daemons;
    this.opener = opener;
    this.patience = patience;
  }

  /** What is done with an image. */
  @FunctionalInterface
  public interface Use<T> {
    T apply(ImageService image, RootName root) throws IOException;
  }

  /**
   * Does something with an image.
   *
   * @param use gets the image, and the root that the target means; it runs again from the start if
   *     a daemon ended before it did anything
   */
  public <T> T use(Target target, Access access, Use<T> use) throws IOException {
    Patience left = new Patience(patience);
    while (true) {
      Location location = locate(target);
      try (ImageService image = open(location.image(), access)) {
        return use.apply(image, location.root());
      } catch (DeviceBusyException | DaemonEndingException e) {
        left.pauseOrFail(location.image());
      }
    }
  }

  private ImageService open(Path image, Access access) throws IOException {
    RemoteImage daemon = daemons.connect(ImageId.of(image));
    return daemon != null ? daemon : opener.open(image, access);
  }

  /** Finds the image and the root that a target means. */
  public Location locate(Target target) throws IOException {
    MountTable.Entry mount = MuccaMounts.find(target.path());
    if (mount == null) {
      Path image = existingImage(target.path());
      return new Location(image, target.root(RootName.volume(RootName.DEFAULT_VOLUME)));
    }
    ServedMount served = daemons.find(target.path());
    if (served == null) {
      throw Failure.notFound(
          mount.directory()
              + " has no daemon that answers you: it died, or is another user's; 'mucca umount "
              + mount.directory()
              + "' tells which");
    }
    return new Location(served.image(), target.root(served.mount().root()));
  }

  private static Path existingImage(Path path) throws Failure {
    if (Files.isDirectory(path)) {
      throw Failure.notFound(
          path + " is a directory with no mucca volume mounted on it; name an image or mount one");
    }
    if (!Files.exists(path)) {
      throw Failure.notFound(
          "there is no image " + path + "; check the path, or make one with 'mucca format'");
    }
    return Canonical.path(path);
  }

  /** An image and one of its roots, which need not exist. */
  public record Location(Path image, RootName root) {}
}
