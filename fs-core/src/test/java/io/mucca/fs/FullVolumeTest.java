package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A volume that is filled to the last block and emptied again, round after round; {@code
 * -Dmucca.seed=N} repeats it, {@code -Dmucca.full.rounds=N} goes on for longer.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullVolumeTest {
  private static final OpenOptions OPTIONS = new OpenOptions(false, 8 << 20, 4 << 20, 4 << 20, 100);

  /** What an open node will need is not known before it is placed, nor are its old blocks free. */
  @Test
  void openNodeCountsAtItsFullSizeUntilTheNextCheckpoint() throws IOException {
    MemoryDevice device = new MemoryDevice(16 << 20, 512);
    VolumeImage.format(new KeptDevice(device), FormatOptions.DEFAULT);
    try (VolumeImage image = VolumeImage.open(device, SampleImage.OPTIONS);
        FileSystem fs = image.openRoot(RootName.volume(RootName.DEFAULT_VOLUME), false)) {
      long before = image.statistics().freeBytes();
      AttributeChange mode = new AttributeChange();
      mode.fields = AttributeChange.MODE;
      mode.mode = 0700;
      fs.setAttributes(FileSystem.ROOT_INODE, mode, new Attributes());
      // A node of 16 KiB, less the block of its old version.
      assertEquals(before - (12 << 10), image.statistics().freeBytes());
      image.checkpoint();
      assertEquals(before, image.statistics().freeBytes());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4096,16384,16,off",
    "512,4096,8,off",
    "4096,16384,64,off",
    "4096,16384,16,lz4",
    "512,4096,8,zstd:1"
  })
  void spaceComesBackToTheByteHoweverItWasFilled(
      int blockSize, int nodeSize, int mebibytes, String compression) throws IOException {
    long seed = Long.getLong("mucca.seed", new SplittableRandom().nextLong(1L << 48));
    int rounds = Integer.getInteger("mucca.full.rounds", 10);
    System.out.printf("full volume test: seed %d, block size %d%n", seed, blockSize);
    SplittableRandom random = new SplittableRandom(seed);
    MemoryDevice device = new MemoryDevice((long) mebibytes << 20, 512);
    VolumeImage.format(
        new KeptDevice(device),
        new FormatOptions(blockSize, nodeSize, 256)
            .withCompression(Compression.find(compression).orElseThrow()));
    FsStatistics before = null;
    for (int round = 0; round < rounds; round++) {
      VolumeFiller.Kind kind =
          VolumeFiller.Kind.values()[round % VolumeFiller.Kind.values().length];
      try (VolumeImage image = VolumeImage.open(new KeptDevice(device), OPTIONS);
          FileSystem fs = image.openRoot(RootName.volume(RootName.DEFAULT_VOLUME), false)) {
        if (before == null) {
          before = fs.statistics();
        }
        VolumeFiller filler = new VolumeFiller(image, fs, random);
        filler.fillUp(kind);
        filler.verify();
        filler.useWhileFull();
        filler.verify();
        filler.thinOut(2);
        filler.fillUp(kind);
        filler.verify();
        filler.removeAll();
        assertEquals(before, fs.statistics(), "round " + round + ", " + kind);
        assertEquals(
            before.freeBlocks() * blockSize,
            image.statistics().freeBytes(),
            "round " + round + ", " + kind);
      }
      CheckReport report = SampleImage.check(new KeptDevice(device));
      assertTrue(report.isClean(), () -> kind + ": " + report.problems());
    }
  }
}
