package io.mucca.fs.model;

import io.mucca.device.BlockDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.fs.CheckOptions;
import io.mucca.fs.CheckProgress;
import io.mucca.fs.CheckReport;
import io.mucca.fs.ImageChecker;
import io.mucca.fs.VolumeImage;
import java.io.IOException;
import java.util.function.Consumer;

/** Makes the devices that images under test live on, and says how these are opened and verified. */
final class TestDevices {
  private static final int SECTOR_BYTES = 512;

  /** Room for all that a run writes and its snapshots hold, however large the blocks. */
  private static final long SIZE_BYTES = 1L << 30;

  /** Looks for damage in a closed image. */
  private static final Consumer<BlockDevice> CHECKER = TestDevices::requireClean;

  private TestDevices() {}

  static CoreMedium newMedium() {
    return new CoreMedium(
        new MemoryDevice(SIZE_BYTES, SECTOR_BYTES), VolumeImage::open, true, CHECKER);
  }

  private static void requireClean(BlockDevice device) {
    try {
      CheckReport report = ImageChecker.check(device, CheckOptions.DEFAULT, CheckProgress.NONE);
      if (!report.isClean()) {
        throw new AssertionError("the image is damaged: " + report.problems());
      }
    } catch (IOException e) {
      throw new AssertionError("the image cannot be checked", e);
    }
  }
}
