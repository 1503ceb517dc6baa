package io.mucca.fuse.jnr;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.FuseMount;
import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.MountChecks;
import io.mucca.fuse.MountOptions;
import java.io.IOException;
import java.nio.file.Path;

/** Serves a filesystem over libfuse 2.9. */
public final class JnrFuseTransport implements FuseTransport {
  @Override
  public FuseMount mount(FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    if (options.writebackCache()) {
      throw new IOException("this transport has no writeback_cache; the one named 'kernel' has");
    }
    MountChecks.requireDevice();
    LibFuse2 library = LibFuse2.load();
    Path mountPoint = MountChecks.requireMountPoint(directory, options);
    MountOptions effective = options.withReadOnly(options.readOnly() || fileSystem.isReadOnly());
    JnrFuseMount mount = JnrFuseMount.create(library, fileSystem, mountPoint, effective);
    mount.start();
    return mount;
  }
}
