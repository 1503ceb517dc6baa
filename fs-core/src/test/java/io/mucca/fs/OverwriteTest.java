package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** Content that is written over and over. */
class OverwriteTest {
  /** More than the memory for written pages holds, so that every round is flushed. */
  private static final int FILE_BYTES = 6 << 20;

  private static final int IMAGE_BYTES = 4 * FILE_BYTES;

  /** Nothing makes a checkpoint but need. */
  private static final OpenOptions RARE_CHECKPOINTS =
      new OpenOptions(false, 1 << 20, 1 << 30, 1 << 18, 3_600_000);

  @Test
  void overwritingMoreThanTheImageHoldsNeedsNoSync() throws IOException {
    MemoryDevice device = new MemoryDevice(IMAGE_BYTES, 512);
    VolumeImage.format(device, FormatOptions.DEFAULT);
    try (VolumeImage image = VolumeImage.open(device, RARE_CHECKPOINTS);
        FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      volume.createNode(FileSystem.ROOT_INODE, "file".getBytes(UTF_8), 0644, 0, 0, 0, out);
      long file = out.inode;
      MemorySegment content = MemorySegment.ofArray(new byte[FILE_BYTES]);
      for (int round = 1; round <= 12; round++) {
        content.fill((byte) round);
        volume.write(file, 0, content);
      }
      volume.fsync(file);
      MemorySegment read = MemorySegment.ofArray(new byte[FILE_BYTES]);
      assertEquals(FILE_BYTES, volume.read(file, 0, read));
      assertEquals(12, read.get(ValueLayout.JAVA_BYTE, FILE_BYTES - 1));
    }
  }
}
