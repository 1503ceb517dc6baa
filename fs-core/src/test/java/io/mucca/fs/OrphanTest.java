package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mucca.device.BlockDevice;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files in use that have no name: unlinked ones, and those that never had one. */
final class OrphanTest {
  private static final int BLOCK = 4096;
  private static final byte[] NAME = "name".getBytes(UTF_8);

  /** More extents than one step of a truncation removes. */
  private static final int EXTENTS = 200;

  private final BlockDevice device = new KeptDevice(new MemoryDevice(64 << 20, 512));
  private final Attributes out = new Attributes();
  private VolumeImage image;
  private FileSystem volume;

  OrphanTest() throws IOException {
    VolumeImage.format(device, FormatOptions.DEFAULT);
    image = VolumeImage.open(device, OpenOptions.DEFAULT);
    volume = image.openRoot(RootName.volume("main"), false);
  }

  @BeforeEach
  void settle() throws IOException {
    image.checkpoint();
  }

  @AfterEach
  void close() throws IOException {
    volume.close();
    image.close();
  }

  private List<CheckReport.Problem> findings() throws IOException {
    image.checkpoint();
    return ImageChecker.check(device, CheckOptions.DEFAULT, CheckProgress.NONE).problems();
  }

  /** Loses what no checkpoint or record has, as a crash does. */
  private void reopen() throws IOException {
    volume.close();
    image.close();
    image = VolumeImage.open(device, OpenOptions.DEFAULT);
    volume = image.openRoot(RootName.volume("main"), false);
  }

  private void writeExtents(long file) throws IOException {
    for (int i = 0; i < EXTENTS; i++) {
      volume.write(file, 2L * i * BLOCK, MemorySegment.ofArray(new byte[] {1}));
    }
    volume.fsync(file);
  }

  @Test
  void truncatedOrphanIsStillKnownAsOne() throws IOException {
    volume.createNode(FileSystem.ROOT_INODE, NAME, 0644, 0, 0, 0, out);
    long file = out.inode;
    writeExtents(file);
    volume.open(file);
    volume.unlink(FileSystem.ROOT_INODE, NAME);
    volume.truncate(file, 0, out);
    assertEquals(List.of(), findings());
    volume.close(file);
    assertEquals(1, volume.statistics().inodes());
  }

  @Test
  void temporaryFileIsGoneAfterItsLastClose() throws IOException {
    volume.createTemporary(FileSystem.ROOT_INODE, 0640, 7, 8, out);
    long file = out.inode;
    assertEquals(FileMode.REGULAR | 0640, out.mode);
    assertEquals(0, out.linkCount);
    writeExtents(file);
    assertEquals(2, volume.statistics().inodes());
    volume.close(file);
    assertEquals(1, volume.statistics().inodes());
    assertEquals(List.of(), findings());
  }

  @Test
  void temporaryFileThatGetsANameStays() throws IOException {
    volume.createTemporary(FileSystem.ROOT_INODE, 0640, 7, 8, out);
    long file = out.inode;
    writeExtents(file);
    volume.link(file, FileSystem.ROOT_INODE, NAME, out);
    assertEquals(1, out.linkCount);
    volume.close(file);
    assertEquals(List.of(), findings());
    reopen();
    volume.lookup(FileSystem.ROOT_INODE, NAME, out);
    assertEquals(file, out.inode);
    assertEquals((2L * EXTENTS - 2) * BLOCK + 1, out.sizeBytes);
  }

  @Test
  void closedOrphanCannotGetAName() throws IOException {
    volume.createTemporary(FileSystem.ROOT_INODE, 0640, 7, 8, out);
    long file = out.inode;
    volume.close(file);
    FsException refusal =
        assertThrows(FsException.class, () -> volume.link(file, FileSystem.ROOT_INODE, NAME, out));
    assertEquals(FsError.STALE, refusal.error());
  }
}
