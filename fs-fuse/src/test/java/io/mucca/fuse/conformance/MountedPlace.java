package io.mucca.fuse.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.device.FilterDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.fs.CheckOptions;
import io.mucca.fs.CheckProgress;
import io.mucca.fs.CheckReport;
import io.mucca.fs.FileSystem;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.ImageChecker;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.fuse.FuseEnvironment;
import io.mucca.fuse.FuseMount;
import io.mucca.fuse.FuseTransport;
import io.mucca.fuse.MountOptions;
import io.mucca.sys.ProcessCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A volume in memory, mounted by a transport for all users. When it is closed, a check of its image
 * must find nothing.
 */
final class MountedPlace extends Place {
  private static final long IMAGE_BYTES = 256 << 20;

  private final FuseTransport transport;
  private final Set<Ability> abilities;
  private final MemoryDevice device = new MemoryDevice(IMAGE_BYTES, 512);
  private @Nullable VolumeImage image;
  private @Nullable FileSystem fileSystem;
  private @Nullable FuseMount mount;
  private @Nullable Path directory;

  MountedPlace(String name, FuseTransport transport, Set<Ability> abilities) {
    super(name);
    this.transport = transport;
    this.abilities = abilities;
  }

  @Override
  Path root() throws IOException {
    if (mount == null) {
      requireUsable();
      mount();
    }
    return mount.directory();
  }

  /** Where only root can act as other users, another one has nothing to try. */
  private static void requireUsable() {
    FuseEnvironment.requireUsable();
    if (ProcessCalls.getuid() == 0) {
      return;
    }
    String reason = "the cases act as several users, which only root can";
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail("CI must run the conformance suite as root: " + reason);
    }
    Assumptions.abort(reason);
  }

  private void mount() throws IOException {
    VolumeImage.format(device, FormatOptions.DEFAULT);
    image = VolumeImage.open(new KeptOpen(device), OpenOptions.DEFAULT);
    fileSystem = image.openRoot(RootName.volume(RootName.DEFAULT_VOLUME), false);
    directory = Files.createTempDirectory("mucca-conformance");
    // Other users have to get through it, and then the mounted directory's own mode counts.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    MountOptions options = MountOptions.of("conformance").withOptions("allow_other,dev,suid");
    mount = transport.mount(fileSystem, directory, options);
  }

  @Override
  boolean can(Ability ability) {
    return abilities.contains(ability);
  }

  @Override
  public void close() throws IOException {
    if (mount == null) {
      return;
    }
    mount.unmount(false);
    fileSystem.close();
    image.close();
    Files.delete(directory);
    CheckReport report = ImageChecker.check(device, CheckOptions.DEFAULT, CheckProgress.NONE);
    assertEquals(List.of(), report.problems(), "of the image");
  }

  /** Lets the image go without its content. */
  private static final class KeptOpen extends FilterDevice {
    KeptOpen(MemoryDevice device) {
      super(device);
    }

    @Override
    public void close() {}
  }
}
