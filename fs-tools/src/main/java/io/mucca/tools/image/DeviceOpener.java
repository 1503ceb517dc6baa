package io.mucca.tools.image;

import io.mucca.device.BlockDevice;
import io.mucca.device.DeviceBusyException;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.VolumeImage;
import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;

/** Opens images as short commands do: locked, with small caches, on any host. */
public final class DeviceOpener implements ImageOpener {
  private static final OpenOptions SMALL =
      new OpenOptions(false, 16L << 20, 16L << 20, 16L << 20, 0);

  @Override
  public LocalImage open(Path image, Access access) throws IOException {
    boolean readOnly = access == Access.READ;
    OpenOptions options = readOnly ? SMALL.asReadOnly() : SMALL;
    FileDeviceOptions device = FileDeviceOptions.defaults().withReadOnly(readOnly);
    return new LocalImage(image, VolumeImage.open(device(image, device), options));
  }

  /**
   * Opens a device with direct I/O if the options ask for it, or through the page cache where the
   * host refuses that: it is slower but as durable, and not worth a question to the user.
   */
  public static BlockDevice device(Path image, FileDeviceOptions options) throws IOException {
    Path loop = options.lock() ? LoopDevices.over(image) : null;
    if (loop != null) {
      throw Failure.busy(
          image
              + " is behind "
              + loop
              + "; use that one, or detach it with 'losetup -d "
              + loop
              + "'");
    }
    try {
      return FileDevice.open(image, options);
    } catch (DeviceBusyException e) {
      throw e;
    } catch (IOException e) {
      try {
        return FileDevice.open(image, options.withBuffered(true));
      } catch (IOException buffered) {
        e.addSuppressed(buffered);
        throw e;
      }
    }
  }
}
