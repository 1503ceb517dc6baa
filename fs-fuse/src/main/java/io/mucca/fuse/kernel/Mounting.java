package io.mucca.fuse.kernel;

import io.mucca.fuse.MountOptions;
import io.mucca.sys.ProcessCalls;
import java.io.IOException;
import java.nio.file.Path;

/** Puts a connection into the mount table. */
final class Mounting {
  private Mounting() {}

  /** Returns the descriptor of the connection, on which the kernel's first request waits. */
  static int mount(Path directory, MountOptions options) throws IOException {
    return ProcessCalls.getuid() == 0
        ? DirectMount.mount(directory, options)
        : HelperMount.mount(directory, options);
  }
}
