package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sixteen threads in shared directories while snapshots come and go; {@code -Dmucca.load.seconds=N}
 * makes a soak of it.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadTest {
  @Test
  void sharedDirectoriesAndSnapshotsStayConsistentUnderLoad() throws Exception {
    long seed = Long.getLong("mucca.seed", new SplittableRandom().nextLong(1L << 48));
    int seconds = Integer.getInteger("mucca.load.seconds", 10);
    System.out.printf("load test: seed %d%n", seed);
    MemoryDevice device = new MemoryDevice(512 << 20, 512);
    VolumeImage.format(new KeptDevice(device), FormatOptions.DEFAULT);
    OpenOptions options = new OpenOptions(false, 1 << 20, 2 << 20, 4 << 20, 50);
    try (VolumeImage image = VolumeImage.open(new KeptDevice(device), options);
        LoadRun run = new LoadRun(image, new SplittableRandom(seed))) {
      run.run(TimeUnit.SECONDS.toMillis(seconds));
      run.verify();
    }
    CheckReport report = SampleImage.check(new KeptDevice(device));
    assertTrue(report.isClean(), () -> "seed " + seed + ": " + report.problems());
  }
}
