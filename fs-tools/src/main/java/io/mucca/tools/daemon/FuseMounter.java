package io.mucca.tools.daemon;

import io.mucca.fs.FileSystem;
import io.mucca.fuse.FuseMount;
import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.KernelPages;
import io.mucca.fuse.MountOptions;
import io.mucca.tools.control.MountRequest;
import io.mucca.tools.failure.ExitCode;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.TransportName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/** Mounts through FUSE. */
public final class FuseMounter implements Mounter {
  private final Function<TransportName, FuseTransport> transports;

  public FuseMounter(Function<TransportName, FuseTransport> transports) {
    this.transports = transports;
  }

  @Override
  public Mounted mount(FileSystem fileSystem, Path source, MountRequest request, Runnable onEnd)
      throws IOException {
    MountOptions options =
        MountOptions.of(source.toString())
            .withOptions(request.options())
            .withReadOnly(fileSystem.isReadOnly());
    FuseMount mount =
        transports.apply(request.transport()).mount(fileSystem, request.mountpoint(), options);
    Thread.ofPlatform()
        .name("watch " + mount.directory())
        .daemon()
        .start(() -> watch(mount, onEnd));
    return new Handle(mount);
  }

  private static void watch(FuseMount mount, Runnable onEnd) {
    try {
      mount.awaitUnmounted();
      onEnd.run();
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but the end of the process.
      Thread.currentThread().interrupt();
    }
  }

  private record Handle(FuseMount mount) implements Mounted {
    @Override
    public boolean hasReceivedPages() {
      return mount.hasReceivedPages();
    }

    @Override
    public boolean unmount() throws IOException {
      try {
        return mount.unmount(false);
      } catch (IOException e) {
        throw mount.isMounted() ? new Failure(ExitCode.BUSY, String.valueOf(e.getMessage()), e) : e;
      }
    }

    @Override
    public void detach() throws IOException {
      // Detaching alone would leave what programs wrote to memory mappings in the kernel, and the
      // daemon ends soon. There is no other process that could do this.
      KernelPages.handOver(mount.directory(), mount::hasReceivedPages);
      mount.unmount(true);
    }
  }
}
