package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.block.CorruptBlockException;
import io.mucca.block.Superblock;
import io.mucca.block.SuperblockStore;
import io.mucca.device.AlignedMemory;
import io.mucca.device.KeptDevice;
import io.mucca.device.MemoryDevice;
import io.mucca.device.WriteCategory;
import io.mucca.fs.FileSystem.XattrMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images whose newest checkpoints are damaged. */
class FallbackTest {
  private static final int SECTOR = 512;
  private static final OpenOptions ONLY_ON_REQUEST =
      new OpenOptions(false, 1 << 20, 1 << 30, 1 << 20, 3_600_000);

  private final KeptDevice device = new KeptDevice(new MemoryDevice(64 << 20, SECTOR));

  private List<String> warnings = List.of();

  /**
   * Makes the files a, b, c and d, each with a checkpoint of its own, the last in the newest; the
   * log has the first three.
   */
  @BeforeEach
  void makeCheckpoints() throws IOException {
    VolumeImage.format(device, FormatOptions.DEFAULT);
    try (VolumeImage image = VolumeImage.open(device, ONLY_ON_REQUEST);
        FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
      for (String name : List.of("a", "b", "c", "d")) {
        Attributes out = new Attributes();
        volume.createNode(FileSystem.ROOT_INODE, name.getBytes(UTF_8), 0644, 0, 0, 0, out);
        volume.write(out.inode, 0, MemorySegment.ofArray(new byte[10_000]));
        if (name.equals("d")) {
          // More than a checkpoint lets the log have unasked.
          volume.setXattr(out.inode, name.getBytes(UTF_8), new byte[2000], XattrMode.CREATE);
        } else {
          volume.fsync(out.inode);
        }
        image.checkpoint();
      }
    }
  }

  private List<Superblock> superblocks() throws IOException {
    return SuperblockStore.readAll(device);
  }

  private void flip(long offset) throws IOException {
    long sector = offset / SECTOR * SECTOR;
    MemorySegment bytes = AlignedMemory.allocate(SECTOR);
    device.read(sector, bytes);
    byte old = bytes.get(ValueLayout.JAVA_BYTE, offset - sector);
    bytes.set(ValueLayout.JAVA_BYTE, offset - sector, (byte) (old ^ 1));
    device.write(sector, bytes, WriteCategory.DATA);
  }

  private void damageSuperblock(Superblock superblock) throws IOException {
    flip(superblock.generation() % 4 * (16 << 10) + 100);
  }

  private void damageRoots(Superblock superblock) throws IOException {
    flip(superblock.geometry().offsetOf(superblock.rootsPointer().address()) + 40);
  }

  private void assertWarnedOnceOf(String damage) {
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.getFirst().startsWith(damage), warnings::toString);
  }

  /** Opens the image, makes one more file, and tells which were there before. */
  private String filesFound() throws IOException {
    List<String> names = new ArrayList<>();
    try (VolumeImage image = VolumeImage.open(device, ONLY_ON_REQUEST);
        FileSystem volume = image.openRoot(RootName.volume("main"), false)) {
      warnings = image.warnings();
      volume.readDirectory(
          FileSystem.ROOT_INODE,
          0,
          (name, inode, type, cookie) -> {
            names.add(new String(name, UTF_8));
            return true;
          });
      Attributes out = new Attributes();
      volume.createNode(FileSystem.ROOT_INODE, "new".getBytes(UTF_8), 0644, 0, 0, 0, out);
    }
    CheckReport report = ImageChecker.check(device, CheckOptions.DEFAULT, CheckProgress.NONE);
    assertTrue(report.isClean(), () -> report.problems().toString());
    return String.join("", names);
  }

  @Test
  void newestCheckpointCounts() throws IOException {
    assertEquals("abcd", filesFound());
    assertEquals(List.of(), warnings);
  }

  @Test
  void damagedSuperblockFallsBackToTheOneBefore() throws IOException {
    damageSuperblock(superblocks().getFirst());
    assertEquals("abc", filesFound());
    assertWarnedOnceOf("the superblock in slot ");
  }

  @Test
  void damagedTreeOfRootsFallsBackToTheCheckpointBefore() throws IOException {
    damageRoots(superblocks().getFirst());
    assertEquals("abc", filesFound());
  }

  @Test
  void twoDamagedCheckpointsFallBackToTheThirdAndItsLog() throws IOException {
    damageRoots(superblocks().get(0));
    damageRoots(superblocks().get(1));
    assertEquals("abc", filesFound());
    assertWarnedOnceOf("the newest checkpoint is damaged (");
    try (VolumeImage image = VolumeImage.open(device, ONLY_ON_REQUEST)) {
      assertEquals(List.of(), image.warnings(), "the damaged checkpoints are gone");
    }
  }

  @Test
  void fallingBackReadOnlyWritesNothing() throws IOException {
    damageRoots(superblocks().getFirst());
    long newest = superblocks().getFirst().generation();
    try (VolumeImage image = VolumeImage.open(device, ONLY_ON_REQUEST.asReadOnly())) {
      assertEquals(newest - 1, image.statistics().generation());
    }
    assertEquals(newest, superblocks().getFirst().generation());
  }

  @Test
  void noCheckpointLeftIsDamage() throws IOException {
    for (Superblock superblock : superblocks()) {
      damageRoots(superblock);
    }
    assertThrows(
        CorruptBlockException.class, () -> VolumeImage.open(device, ONLY_ON_REQUEST).close());
  }
}
