package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data and holes at the ends of what a file can be. */
final class SeekTest {
  @ParameterizedTest
  @ValueSource(ints = {512, 4096, 65536})
  void dataInTheLastPageOfTheLargestFileEndsWithIt(int blockSize) throws IOException {
    MemoryDevice device = new MemoryDevice(64 << 20, 512);
    VolumeImage.format(device, new FormatOptions(blockSize, 16384, 0));
    try (VolumeImage image = VolumeImage.open(device, OpenOptions.DEFAULT);
        FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
      Attributes out = new Attributes();
      volume.createNode(FileSystem.ROOT_INODE, "f".getBytes(UTF_8), 0644, 0, 0, 0, out);
      long file = out.inode;
      volume.truncate(file, Long.MAX_VALUE, out);
      long offset = Long.MAX_VALUE - 10;
      volume.write(file, offset, MemorySegment.ofArray(new byte[] {1, 2, 3}));
      for (boolean flushed : new boolean[] {false, true}) {
        if (flushed) {
          volume.fsync(file);
        }
        assertEquals(0, volume.seekHole(file, 0));
        assertEquals(offset - offset % blockSize, volume.seekData(file, 0));
        assertEquals(Long.MAX_VALUE, volume.seekHole(file, offset));
      }
    }
  }
}
