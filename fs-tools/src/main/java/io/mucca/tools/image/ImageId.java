package io.mucca.tools.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Knows an image again, by whatever path it is reached: a file by its filesystem and inode, a block
 * device by its device number.
 *
 * @param key letters, digits and {@code -}, fit for a file name
 */
public record ImageId(String key) {
  private static final int TYPE_MASK = 0170000;
  private static final int BLOCK_DEVICE = 0060000;

  /**
   * The identity of an existing file; {@link java.nio.file.NoSuchFileException} if there is none.
   */
  public static ImageId of(Path image) throws IOException {
    int mode = (int) Files.getAttribute(image, "unix:mode");
    if ((mode & TYPE_MASK) == BLOCK_DEVICE) {
      return new ImageId("b-" + Long.toHexString((long) Files.getAttribute(image, "unix:rdev")));
    }
    long device = (long) Files.getAttribute(image, "unix:dev");
    long inode = (long) Files.getAttribute(image, "unix:ino");
    return new ImageId(Long.toHexString(device) + "-" + Long.toHexString(inode));
  }
}
