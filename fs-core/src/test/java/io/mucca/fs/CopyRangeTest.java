package io.mucca.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.BlockDevice;
import io.mucca.device.ForkableDevice;
import io.mucca.device.KeptDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies that share blocks. */
final class CopyRangeTest {
  private static final int BLOCK = 4096;
  private static final long ROOT = FileSystem.ROOT_INODE;

  private final ForkableDevice memory = ForkableDevice.ofZeros(256 << 20, 512);
  private final BlockDevice device = new KeptDevice(memory);
  private final Attributes out = new Attributes();
  private VolumeImage image;
  private FileSystem volume;

  CopyRangeTest() throws IOException {
    VolumeImage.format(device, FormatOptions.DEFAULT);
    image = VolumeImage.open(device, OpenOptions.DEFAULT);
    volume = image.openRoot(RootName.volume("main"), false);
  }

  @AfterEach
  void checkAndClose() throws IOException {
    volume.close();
    image.close();
    assertEquals(
        List.of(), ImageChecker.check(device, CheckOptions.DEFAULT, CheckProgress.NONE).problems());
  }

  private long file(String name, byte[] content) throws IOException {
    volume.createNode(ROOT, name.getBytes(UTF_8), 0644, 0, 0, 0, out);
    long file = out.inode;
    volume.write(file, 0, MemorySegment.ofArray(content));
    return file;
  }

  private byte[] read(long file) throws IOException {
    volume.getAttributes(file, out);
    byte[] bytes = new byte[(int) out.sizeBytes];
    assertEquals(bytes.length, volume.read(file, 0, MemorySegment.ofArray(bytes)));
    return bytes;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private long usedBlocks() throws IOException {
    image.checkpoint();
    FsStatistics statistics = volume.statistics();
    return statistics.totalBlocks() - statistics.freeBlocks();
  }

  private long writtenBytes() throws IOException {
    return image.accounting().sinceOpened().device().written().total();
  }

  @Test
  void wholeFileIsSharedAndCostsMetadataOnly() throws IOException {
    byte[] content = random((64 << 20) + 100);
    long source = file("a", content);
    long target = file("b", new byte[0]);
    long before = usedBlocks();
    long bytesBefore = writtenBytes();
    assertEquals(content.length, volume.copyRange(source, 0, target, 0, Long.MAX_VALUE));
    volume.fsync(target);
    assertTrue(writtenBytes() - bytesBefore < 64 << 10);
    assertTrue(usedBlocks() - before < 64);
    assertArrayEquals(content, read(target));

    // Both go on by themselves.
    byte[] changed = content.clone();
    Arrays.fill(changed, 5000, 6000, (byte) 7);
    volume.write(target, 5000, MemorySegment.ofArray(Arrays.copyOfRange(changed, 5000, 6000)));
    volume.truncate(source, 1000, out);
    image.checkpoint();
    assertArrayEquals(changed, read(target));
    assertArrayEquals(Arrays.copyOf(content, 1000), read(source));
  }

  @Test
  void lastPartOfABlockIsSharedOnlyWhereBothFilesEnd() throws IOException {
    byte[] source = random(3 * BLOCK + 100);
    byte[] longer = random(5 * BLOCK);
    long from = file("a", source);
    long to = file("b", longer);
    assertEquals(source.length, volume.copyRange(from, 0, to, 0, source.length));
    byte[] expected = longer.clone();
    System.arraycopy(source, 0, expected, 0, source.length);
    assertArrayEquals(expected, read(to));
  }

  @Test
  void placesThatLieDifferentlyInTheirBlocksAreCopied() throws IOException {
    byte[] source = random(10 * BLOCK);
    long from = file("a", source);
    long to = file("b", new byte[0]);
    assertEquals(9 * BLOCK, volume.copyRange(from, 10, to, 100, 9 * BLOCK));
    byte[] expected = new byte[9 * BLOCK + 100];
    System.arraycopy(source, 10, expected, 100, 9 * BLOCK);
    assertArrayEquals(expected, read(to));
  }

  @Test
  void holesStayHoles() throws IOException {
    long from = file("a", random(BLOCK));
    volume.write(from, 100 * BLOCK, MemorySegment.ofArray(random(BLOCK)));
    long to = file("b", random(50 * BLOCK));
    assertEquals(101 * BLOCK, volume.copyRange(from, 0, to, 0, 101 * BLOCK));
    assertEquals(100 * BLOCK, volume.seekData(to, BLOCK));
    assertArrayEquals(read(from), read(to));
  }

  @Test
  void smallFilesAreCopied() throws IOException {
    byte[] content = random(700);
    long from = file("a", content);
    volume.fsync(from);
    long to = file("b", new byte[0]);
    assertEquals(700, volume.copyRange(from, 0, to, 0, 4096));
    assertArrayEquals(content, read(to));
    assertEquals(0, volume.copyRange(from, 700, to, 0, 10));
  }

  @Test
  void copyIsThereAfterACrashOnceSynced() throws IOException {
    byte[] content = random(40 * BLOCK);
    long from = file("a", content);
    volume.fsync(from);
    image.checkpoint();
    long to = file("b", new byte[0]);
    volume.copyRange(from, 0, to, 0, content.length);
    volume.write(from, 0, MemorySegment.ofArray(random(3 * BLOCK)));
    volume.fsync(from);
    volume.fsync(to);
    BlockDevice crashed = memory.fork();
    try (VolumeImage other = VolumeImage.open(crashed, OpenOptions.DEFAULT);
        FileSystem root = other.openRoot(RootName.volume("main"), false)) {
      byte[] bytes = new byte[content.length];
      assertEquals(bytes.length, root.read(to, 0, MemorySegment.ofArray(bytes)));
      assertArrayEquals(content, bytes);
    }
  }
}
