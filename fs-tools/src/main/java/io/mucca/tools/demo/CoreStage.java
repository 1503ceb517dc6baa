package io.mucca.tools.demo;

import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.image.LocalImage;
import java.io.IOException;
import java.nio.file.Path;

/** Has the image open in this process and leaves the kernel out. */
final class CoreStage implements Stage {
  private final LocalImage image;
  private final String reason;

  /**
   * Opens the image.
   *
   * @param reason why nothing is mounted
   */
  CoreStage(Path image, String reason) throws IOException {
    this.image =
        new LocalImage(
            image,
            VolumeImage.open(
                DeviceOpener.device(image, FileDeviceOptions.defaults()), OpenOptions.DEFAULT));
    this.reason = reason;
  }

  @Override
  public String description() {
    return "without a mount, since " + reason;
  }

  @Override
  public Tree open(RootName root) throws IOException {
    return new CoreTree(image.openRoot(root, false));
  }

  @Override
  public <T> T use(Act<T> act) throws IOException {
    return act.apply(image);
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
