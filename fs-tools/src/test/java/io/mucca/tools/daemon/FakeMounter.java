package io.mucca.tools.daemon;

import io.mucca.fs.FileSystem;
import io.mucca.tools.control.MountRequest;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what it was asked to mount. */
final class FakeMounter implements Mounter {
  final List<FakeMount> mounts = new ArrayList<>();
  @Nullable IOException failure;

  @Override
  public Mounted mount(FileSystem fileSystem, Path source, MountRequest request, Runnable onEnd)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    FakeMount mount = new FakeMount(request.mountpoint(), onEnd);
    mounts.add(mount);
    return mount;
  }

  /** A mount that programs may be using. */
  static final class FakeMount implements Mounted {
    private final Path mountpoint;
    private final Runnable onEnd;
    boolean inUse;
    boolean heldElsewhere;
    boolean detached;

    FakeMount(Path mountpoint, Runnable onEnd) {
      this.mountpoint = mountpoint;
      this.onEnd = onEnd;
    }

    @Override
    public boolean hasReceivedPages() {
      return true;
    }

    @Override
    public boolean unmount() throws Failure {
      if (inUse) {
        throw Failure.busy(mountpoint + " is in use");
      }
      return !heldElsewhere;
    }

    @Override
    public void detach() {
      detached = true;
    }

    /** As when somebody runs {@code fusermount3 -u}. */
    void endByItself() {
      onEnd.run();
    }
  }
}
