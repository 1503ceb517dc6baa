package io.mucca.fs.model;

import io.mucca.fs.FormatOptions;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads on one image; {@code -Dmucca.seed=N} repeats their operations, if not their order.
 */
class ConcurrencyTest {
  private static final int OPERATIONS_PER_WORKER = 2000;

  /** The limit is far more than it takes, and there for threads that wait for one another. */
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @ParameterizedTest
  @ValueSource(ints = {512, 4096, 65536})
  void threadsSeeTheirOwnChangesAndSnapshotsAreOfOneInstant(int blockSize) throws Exception {
    long seed = Long.getLong("mucca.seed", new SplittableRandom().nextLong(1L << 48));
    System.out.printf("concurrency test: seed %d, block size %d%n", seed, blockSize);
    FormatOptions format = new FormatOptions(blockSize, 4096, 512);
    ConcurrentRun.run(TestDevices.newMedium(), format, seed, OPERATIONS_PER_WORKER);
  }
}
