package io.mucca.tools.daemon;

import io.mucca.fs.FileSystem;
import io.mucca.tools.control.MountRequest;
import java.io.IOException;
import java.nio.file.Path;

/** Connects filesystems to the kernel. */
@FunctionalInterface
public interface Mounter {
  /**
   * Mounts a filesystem, which is usable when this returns; it stays the caller's to close.
   *
   * @param source what the kernel shall list as the filesystem's device
   * @param onEnd run once, on a thread of its own, when the mount is gone for whatever reason
   */
  Mounted mount(FileSystem fileSystem, Path source, MountRequest request, Runnable onEnd)
      throws IOException;

  /** A filesystem that the kernel shows. */
  interface Mounted {
    /** See {@link io.mucca.fuse.FuseMount#hasReceivedPages}. */
    boolean hasReceivedPages();

    /**
     * Ends the mount, after the kernel has handed over everything that programs wrote.
     *
     * @return false if another mount namespace has the mount, too, and keeps it for now
     * @throws io.mucca.tools.failure.Failure with {@link io.mucca.tools.failure.ExitCode#BUSY} if
     *     it is in use; it then stays as it is
     */
    boolean unmount() throws IOException;

    /** Ends the mount even where programs use it; they get errors from then on. */
    void detach() throws IOException;
  }
}
