package io.mucca.fuse.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the kernel read ahead as much as one request can ask for. INIT can only lower the kernel's
 * own figure (128 KiB), and with requests eight times as large the same file took half the
 * processor time.
 */
final class Readahead {
  private static final Logger logger = LoggerFactory.getLogger(Readahead.class);
  private static final int KIBIBYTES = Request.MAX_DATA_BYTES >> 10;

  private Readahead() {}

  /** Does so where this process may: as root, and where /sys can be written. */
  static void raise(String device) {
    Path setting = Path.of("/sys/class/bdi", device, "read_ahead_kb");
    try {
      Files.writeString(setting, Integer.toString(KIBIBYTES));
    } catch (IOException e) {
      logger.debug("{} stays as it is", setting, e);
    }
  }
}
