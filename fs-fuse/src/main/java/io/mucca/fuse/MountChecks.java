package io.mucca.fuse;

import io.mucca.sys.FileStatus;
import io.mucca.sys.ProcessCalls;
import io.mucca.sys.SysException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What must be so before a mount can succeed, found out while there is still a good message to
 * give.
 */
public final class MountChecks {
  private static final Path DEVICE = Path.of("/dev/fuse");
  private static final String IN_CONTAINER =
      "in a container start it with '--device /dev/fuse --cap-add SYS_ADMIN'";

  private MountChecks() {}

  /** Checks that the kernel offers FUSE and that this user may use it. */
  public static void requireDevice() throws IOException {
    if (!Files.exists(DEVICE)) {
      throw new IOException(
          DEVICE + " does not exist: load the module with 'modprobe fuse'; " + IN_CONTAINER);
    }
    try {
      FileChannel.open(DEVICE, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
    } catch (FileSystemException e) {
      throw new IOException(
          DEVICE
              + " cannot be opened ("
              + reasonOf(e)
              + "): load the module with 'modprobe fuse' and see to its permissions; "
              + IN_CONTAINER,
          e);
    }
    if (!isRoot() && findFusermount().isEmpty()) {
      throw new IOException(
          "fusermount is needed to mount as a user other than root and was not found: install"
              + " Debian's package fuse3");
    }
  }

  /**
   * Checks a directory to mount on.
   *
   * @return its absolute path without symbolic links
   */
  public static Path requireMountPoint(Path directory, MountOptions options) throws IOException {
    Path real = resolve(directory);
    if (!Files.isDirectory(real)) {
      throw new IOException("cannot mount on " + real + ": it is not a directory");
    }
    requireNotMountedYet(real, options);
    if (!options.nonEmpty()) {
      requireEmpty(real);
    }
    return real;
  }

  private static Path resolve(Path directory) throws IOException {
    try {
      Path real = directory.toRealPath();
      // Resolving does not touch the last name itself, and the kernel may know its attributes.
      FileStatus.ofServer(real);
      return real;
    } catch (SysException e) {
      throw unreachable(directory.toAbsolutePath().normalize(), e.reason(), e);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "cannot mount on " + directory + ": it does not exist; make it with mkdir", e);
    } catch (FileSystemException e) {
      throw unreachable(directory.toAbsolutePath().normalize(), reasonOf(e), e);
    }
  }

  /** A FUSE mount whose daemon was killed stays, and everything on it fails with ENOTCONN. */
  private static IOException unreachable(Path directory, String why, IOException cause)
      throws IOException {
    String reason =
        MountTable.read().topmostAt(directory).isPresent()
            ? "a filesystem that no longer answers is mounted there; remove it with"
                + " 'fusermount3 -u "
                + directory
                + "'"
            : why;
    return new IOException("cannot mount on " + directory + ": " + reason, cause);
  }

  private static void requireNotMountedYet(Path directory, MountOptions options)
      throws IOException {
    Optional<MountTable.Entry> mounted = MountTable.read().topmostAt(directory);
    if (mounted.isPresent() && mounted.get().type().equals("fuse." + options.subtype())) {
      throw new IOException(
          "cannot mount on " + directory + ": " + mounted.get().source() + " is mounted there");
    }
  }

  private static void requireEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      if (entries.iterator().hasNext()) {
        throw new IOException(
            "cannot mount on "
                + directory
                + ": it is not empty, and its files would be hidden; choose another directory or"
                + " give '-o nonempty'");
      }
    }
  }

  /** Whether this process runs as root, which needs no help to mount and unmount. */
  static boolean isRoot() {
    return ProcessCalls.getuid() == 0;
  }

  /** The set-user-ID helper that mounts and unmounts for users other than root. */
  public static Optional<Path> findFusermount() {
    String path = System.getenv().getOrDefault("PATH", "");
    Stream<String> directories =
        Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/bin", "/bin"));
    return directories
        .filter(directory -> !directory.isEmpty())
        .flatMap(
            directory ->
                List.of("fusermount3", "fusermount").stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String reasonOf(FileSystemException e) {
    return e.getReason() == null ? "permission denied" : e.getReason();
  }
}
