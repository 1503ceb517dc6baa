package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.BlockDevice;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Files that begin small, in the tree, and grow. */
class InlineGrowthTest {
  private static final int FILE_COUNT = 3000;
  private static final long FAR = 70_000;
  private static final OpenOptions QUICK = new OpenOptions(false, 1 << 20, 1 << 20, 1 << 20, 5000);

  private static MemorySegment bytes(int value, int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return MemorySegment.ofArray(bytes);
  }

  /** A flush may take the first page while the file grows behind it. */
  @Test
  void contentOfASmallFileSurvivesItsGrowthDuringFlushes() throws Exception {
    BlockDevice device = new KeptDevice(new MemoryDevice(256 << 20, 512));
    VolumeImage.format(device, FormatOptions.DEFAULT);
    AtomicBoolean stopping = new AtomicBoolean();
    try (VolumeImage image = VolumeImage.open(device, QUICK);
        FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      volume.makeDirectory(FileSystem.ROOT_INODE, new byte[] {'d'}, 0755, 0, 0, out);
      long directory = out.inode;
      Thread flusher =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stopping.get()) {
                      try {
                        volume.syncAll();
                      } catch (IOException e) {
                        throw new AssertionError(e);
                      }
                    }
                  });
      long[] files = new long[FILE_COUNT];
      for (int i = 0; i < FILE_COUNT; i++) {
        volume.createNode(directory, ("f" + i).getBytes(UTF_8), 0644, 0, 0, 0, out);
        files[i] = out.inode;
        volume.write(files[i], 0, bytes(i, 100));
        volume.write(files[i], FAR, bytes(i, 10));
      }
      stopping.set(true);
      flusher.join();
      volume.syncAll();
      for (int i = 0; i < FILE_COUNT; i++) {
        MemorySegment read = bytes(0, 100);
        assertEquals(100, volume.read(files[i], 0, read));
        assertTrue(read.mismatch(bytes(i, 100)) < 0, "first page of file " + i);
        assertEquals(10, volume.read(files[i], FAR, read));
        assertEquals((byte) i, read.get(ValueLayout.JAVA_BYTE, 9));
      }
    }
    assertTrue(
        ImageChecker.check(device, CheckOptions.DEFAULT, CheckProgress.NONE).isClean(), "check");
  }
}
