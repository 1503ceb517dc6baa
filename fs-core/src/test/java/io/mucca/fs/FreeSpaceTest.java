package io.mucca.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.FilterDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a volume says is free can be written, and no more; {@code -Dmucca.free.mebibytes=N} sets the
 * size of the image.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FreeSpaceTest {
  private static final long BLOCK = 4096;
  private static final int WRITE_BYTES = 64 << 10;
  private static final long ROOT = FileSystem.ROOT_INODE;
  private static final OpenOptions OPTIONS = new OpenOptions(false, 8 << 20, 8 << 20, 8 << 20, 200);

  /** How a volume is before it is filled. */
  enum State {
    EMPTY,
    HALF_FULL,
    FRAGMENTED,
    WITH_SNAPSHOT
  }

  /** Forgets file content, which nobody reads here. */
  private static final class ContentlessDevice extends FilterDevice {
    ContentlessDevice(MemoryDevice device) {
      super(device);
    }

    @Override
    public void write(long offsetBytes, MemorySegment source, WriteCategory category)
        throws IOException {
      if (category != WriteCategory.DATA) {
        super.write(offsetBytes, source, category);
      }
    }
  }

  private static VolumeImage newImage() throws IOException {
    long size = Long.getLong("mucca.free.mebibytes", 64) << 20;
    ContentlessDevice device = new ContentlessDevice(new MemoryDevice(size, 512));
    VolumeImage.format(device, FormatOptions.DEFAULT);
    return VolumeImage.open(device, OPTIONS);
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void bigFileTakesWhatIsFreeToWithinOnePercent(State state) throws IOException {
    try (VolumeImage image = newImage();
        FileSystem fs = image.openRoot(RootName.volume(RootName.DEFAULT_VOLUME), false)) {
      bring(image, fs, state);
      image.checkpoint();
      long free = fs.statistics().freeBlocks();
      long written = writeUntilFull(fs, "big", Long.MAX_VALUE) / BLOCK;
      while (writeUntilFull(fs, "end" + written, BLOCK) == BLOCK) {
        written++;
      }
      System.out.printf("free space test: %s, %d blocks free, %d written%n", state, free, written);
      // With a free block here and there, each block of the file is an extent of its own.
      double tolerance = state == State.FRAGMENTED ? 0.015 : 0.01;
      assertTrue(Math.abs(free - written) <= free * tolerance, free + " free, took " + written);
      fs.syncAll();
    }
  }

  @Test
  void smallFilesTakeTheirBlocksAndSomeMetadata() throws IOException {
    try (VolumeImage image = newImage();
        FileSystem fs = image.openRoot(RootName.volume(RootName.DEFAULT_VOLUME), false)) {
      long free = fs.statistics().freeBlocks();
      long files = 0;
      while (writeUntilFull(fs, "file" + files, BLOCK) == BLOCK) {
        files++;
      }
      image.checkpoint();
      System.out.printf("free space test: %d blocks took %d files of one block%n", free, files);
      assertTrue(files * 100 >= free * 80, free + " blocks took " + files + " files");
      assertTrue(fs.statistics().freeBlocks() * 100 <= free, () -> "not full");
    }
  }

  private static void bring(VolumeImage image, FileSystem fs, State state) throws IOException {
    long half = fs.statistics().freeBlocks() * BLOCK / 2;
    switch (state) {
      case EMPTY -> {}
      case HALF_FULL -> writeUntilFull(fs, "half", half);
      case FRAGMENTED -> fragment(fs);
      case WITH_SNAPSHOT -> {
        writeUntilFull(fs, "half", half);
        image.snapshot(new RootName(RootName.DEFAULT_VOLUME, "s"));
      }
    }
  }

  /** Files of one and two blocks until the volume is full, of which every other one goes. */
  private static void fragment(FileSystem fs) throws IOException {
    int count = 0;
    while (writeUntilFull(fs, "part" + count, (1 + count % 2) * BLOCK) > 0) {
      count++;
    }
    for (int i = 0; i < count; i += 2) {
      fs.unlink(ROOT, ("part" + i).getBytes(US_ASCII));
    }
  }

  /** Writes a new file up to a size; returns how far it came. */
  private static long writeUntilFull(FileSystem fs, String name, long size) throws IOException {
    MemorySegment data = MemorySegment.ofArray(new byte[WRITE_BYTES]);
    Attributes out = new Attributes();
    long done = 0;
    try {
      fs.createNode(ROOT, name.getBytes(US_ASCII), 0644, 0, 0, 0, out);
      while (done < size) {
        long length = Math.min(WRITE_BYTES, size - done);
        fs.write(out.inode, done, data.asSlice(0, length));
        done += length;
      }
    } catch (FsException e) {
      assertEquals(FsError.NO_SPACE, e.error(), e.getMessage());
    }
    return done;
  }
}
