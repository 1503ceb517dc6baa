package io.mucca.fuse;

import io.mucca.fs.FileSystem;
import java.io.IOException;
import java.nio.file.Path;

/** A way to serve a {@link FileSystem} to the kernel. Thread-safe. */
public interface FuseTransport {
  /**
   * Mounts a filesystem and returns once the kernel has got answers from it. The filesystem stays
   * the caller's to close, after {@link FuseMount#awaitUnmounted} has returned.
   *
   * @param directory an existing directory, empty unless {@link MountOptions#nonEmpty}
   * @throws IOException if it cannot be mounted; the message says why and what to do
   */
  FuseMount mount(FileSystem fileSystem, Path directory, MountOptions options) throws IOException;
}
