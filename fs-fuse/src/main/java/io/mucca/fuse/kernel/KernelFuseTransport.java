package io.mucca.fuse.kernel;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.FuseMount;
import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.MountChecks;
import io.mucca.fuse.MountOptions;
import java.io.IOException;
import java.nio.file.Path;

/** Serves a filesystem by speaking the kernel's protocol itself, without a library. */
public final class KernelFuseTransport implements FuseTransport {
  @Override
  public FuseMount mount(FileSystem fileSystem, Path directory, MountOptions options)
      throws IOException {
    MountChecks.requireDevice();
    Path mountPoint = MountChecks.requireMountPoint(directory, options);
    MountOptions effective = options.withReadOnly(options.readOnly() || fileSystem.isReadOnly());
    KernelFuseMount mount = KernelFuseMount.create(fileSystem, mountPoint, effective);
    mount.start();
    return mount;
  }
}
