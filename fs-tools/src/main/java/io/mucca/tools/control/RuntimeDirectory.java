package io.mucca.tools.control;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.ImageId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where control sockets are: {@code $MUCCA_RUNTIME_DIR}; else {@code /run/mucca} for root, so that
 * root finds its daemons whatever the session; else {@code $XDG_RUNTIME_DIR/mucca}; else {@code
 * /tmp/mucca-UID}. The directory has mode 0700 and must be the user's own.
 */
public record RuntimeDirectory(Path path) {
  private static final String SUFFIX = ".sock";

  /** The directory of this process; it need not exist. */
  public static RuntimeDirectory system() throws IOException {
    return of(System.getenv(), userId());
  }

  static RuntimeDirectory of(Map<String, String> environment, int userId) {
    String own = environment.getOrDefault("MUCCA_RUNTIME_DIR", "");
    String session = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (!own.isEmpty()) {
      return new RuntimeDirectory(Path.of(own).toAbsolutePath());
    }
    if (userId == 0) {
      return new RuntimeDirectory(Path.of("/run/mucca"));
    }
    return new RuntimeDirectory(
        session.isEmpty() ? Path.of("/tmp/mucca-" + userId) : Path.of(session, "mucca"));
  }

  private static int userId() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /** Where the daemon of an image listens. */
  public Path socket(ImageId image) {
    return path.resolve(image.key() + SUFFIX);
  }

  /** The sockets of all daemons, dead ones included. */
  public List<Path> sockets() throws IOException {
    List<Path> sockets = new ArrayList<>();
    if (Files.isDirectory(path)) {
      requireOwn();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "*" + SUFFIX)) {
        entries.forEach(sockets::add);
      }
    }
    sockets.sort(null);
    return sockets;
  }

  /** Makes the directory where it is missing. */
  public void create() throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Path parent = path.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    requireOwn();
  }

  /** In a directory that others can write to, anybody could answer for our daemon. */
  void requireOwn() throws IOException {
    int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if (owner != userId() || (mode & 022) != 0) {
      throw Failure.failed(
          path + " belongs to or can be written by others; remove it, or set MUCCA_RUNTIME_DIR");
    }
  }
}
