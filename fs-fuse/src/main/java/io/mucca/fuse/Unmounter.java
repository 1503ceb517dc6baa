package io.mucca.fuse;

import io.mucca.sys.Errno;
import io.mucca.sys.MountCalls;
import io.mucca.sys.SysException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Takes a mount out of the tree, with umount2(2) as root and else with fusermount. Unlike libfuse
 * it leaves the session running meanwhile, so that the kernel can write back dirty pages of memory
 * mappings.
 */
public final class Unmounter {
  private Unmounter() {}

  /**
   * Unmounts what is mounted on {@code directory}.
   *
   * @param lazy detach it also if it is in use
   */
  public static void unmount(Path directory, boolean lazy) throws IOException {
    if (MountChecks.isRoot()) {
      unmountAsRoot(directory, lazy);
    } else {
      runFusermount(directory, lazy);
    }
  }

  private static void unmountAsRoot(Path directory, boolean lazy) throws IOException {
    try {
      MountCalls.umount2(
          directory, MountCalls.UMOUNT_NOFOLLOW | (lazy ? MountCalls.MNT_DETACH : 0));
    } catch (SysException e) {
      throw new IOException("cannot unmount " + directory + ": " + reason(e, directory), e);
    }
  }

  private static String reason(SysException e, Path directory) {
    return switch (e.errno()) {
      case Errno.EBUSY ->
          "it is in use; 'fuser -vm "
              + directory
              + "' shows by whom, 'umount -l "
              + directory
              + "' detaches it anyway";
      case Errno.EPERM -> "not permitted; in a container '--cap-add SYS_ADMIN' is needed";
      case Errno.EINVAL -> "it is not mounted";
      default -> e.reason();
    };
  }

  private static void runFusermount(Path directory, boolean lazy) throws IOException {
    Path fusermount =
        MountChecks.findFusermount()
            .orElseThrow(
                () ->
                    new IOException(
                        "cannot unmount "
                            + directory
                            + ": fusermount was not found; install Debian's package fuse3"));
    String options = lazy ? "-uz" : "-u";
    Process process =
        new ProcessBuilder(fusermount.toString(), options, "--", directory.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("cannot unmount " + directory + ": " + output.strip());
    }
  }
}
