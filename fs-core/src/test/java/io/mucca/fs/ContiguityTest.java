package io.mucca.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.FilterDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written one after the other shall lie side by side on the device. */
class ContiguityTest {
  private static final long FILE_BYTES = 1L << 30;
  private static final int WRITE_BYTES = 128 << 10;

  /** Remembers where file content went, and not the content itself. */
  private static final class PlacesOnlyDevice extends FilterDevice {
    private final TreeMap<Long, Long> places = new TreeMap<>();

    PlacesOnlyDevice(MemoryDevice device) {
      super(device);
    }

    @Override
    public void write(long offsetBytes, MemorySegment source, WriteCategory category)
        throws IOException {
      if (category == WriteCategory.DATA) {
        synchronized (places) {
          places.put(offsetBytes, offsetBytes + source.byteSize());
        }
      } else {
        super.write(offsetBytes, source, category);
      }
    }

    synchronized int runCount() {
      int runs = 0;
      long end = -1;
      for (Map.Entry<Long, Long> place : places.entrySet()) {
        runs += place.getKey() == end ? 0 : 1;
        end = place.getValue();
      }
      return runs;
    }

    synchronized long bytes() {
      return places.entrySet().stream().mapToLong(e -> e.getValue() - e.getKey()).sum();
    }
  }

  @Test
  void sequentialWritesMakeAHandfulOfExtentsAcrossFlushesAndCheckpoints() throws IOException {
    PlacesOnlyDevice device = new PlacesOnlyDevice(new MemoryDevice(2L << 30, 512));
    VolumeImage.format(device, FormatOptions.DEFAULT);
    OpenOptions smallBuffers = new OpenOptions(false, 8 << 20, 1 << 20, 8 << 20, 50);
    try (Arena arena = Arena.ofConfined();
        VolumeImage image = VolumeImage.open(device, smallBuffers);
        FileSystem fs = image.openRoot(RootName.volume(RootName.DEFAULT_VOLUME), false)) {
      Attributes file = new Attributes();
      fs.createNode(FileSystem.ROOT_INODE, new byte[] {'f'}, 0644, 0, 0, 0, file);
      MemorySegment data = arena.allocate(WRITE_BYTES);
      for (long at = 0; at < FILE_BYTES; at += WRITE_BYTES) {
        fs.write(file.inode, at, data);
      }
      fs.fsync(file.inode);
    }
    assertEquals(FILE_BYTES, device.bytes(), "bytes of content written");
    assertTrue(device.runCount() <= 4, () -> device.runCount() + " runs");
  }
}
