package io.mucca.tools.image;

import java.io.IOException;
import java.nio.file.Path;

/** Opens an image in this process, with its lock. */
@FunctionalInterface
public interface ImageOpener {
  /**
   * Opens an image for one short command.
   *
   * @throws io.mucca.device.DeviceBusyException if somebody else has the image open
   */
  ImageService open(Path image, Access access) throws IOException;
}
