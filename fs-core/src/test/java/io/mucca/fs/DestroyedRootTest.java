package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DestroyedRootTest {
  private static final RootName GONE = RootName.volume("gone");

  /** A checkpoint logs the bytes of dirty files anew, but not of those that are gone. */
  @Test
  void bytesOfADestroyedVolumeAreNotLoggedAgain() throws IOException {
    MemoryDevice device = SampleImage.format(4 << 20);
    MemoryDevice crashed;
    try (VolumeImage image = VolumeImage.open(device, SampleImage.OPTIONS)) {
      image.createVolume(GONE.volume(), Owner.ROOT);
      long free = image.statistics().freeBytes();
      try (FileSystem files = image.openRoot(GONE, false)) {
        Attributes out = new Attributes();
        files.createNode(FileSystem.ROOT_INODE, SampleImage.name("file"), 0644, 1, 2, 0, out);
        files.write(out.inode, 5, SampleImage.content(10));
        files.fsync(out.inode);
        files.write(out.inode, 5000, SampleImage.content(10));
      }
      image.destroy(GONE);
      image.awaitDeletions();
      assertTrue(image.statistics().freeBytes() >= free, "space is still promised");
      crashed = device.copy();
    }
    try (VolumeImage image = VolumeImage.open(new KeptDevice(crashed), SampleImage.OPTIONS)) {
      assertEquals(1, image.roots().size());
    }
    assertTrue(SampleImage.check(crashed).isClean());
  }
}
