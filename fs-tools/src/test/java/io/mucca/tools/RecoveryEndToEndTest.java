package io.mucca.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mucca.device.BlockDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.CheckpointList;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.text.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is left of an image after its daemon was killed, or after its device lost something. */
class RecoveryEndToEndTest extends MountedImage {
  private static final int BLOCK_BYTES = 4096;

  /** What is in memory only stays there. */
  private static final String[] LAZY = {"--commit-interval", "1h"};

  private static byte[] content(int seed, int length) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  /** Writes a file as a careful program does. */
  private static void writeSynced(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private JsonNode json(String... arguments) throws IOException {
    ok(arguments);
    return Json.mapper().readTree(out.toString());
  }

  @Test
  void syncedFilesOutliveAKilledDaemon() throws Exception {
    mount("", mnt, LAZY);
    byte[] small = content(1, 100);
    byte[] large = content(2, 3 << 20);
    writeSynced(mnt.resolve("small"), small);
    writeSynced(mnt.resolve("large"), large);
    large[BLOCK_BYTES + 5] ^= 1;
    writeSynced(mnt.resolve("large"), large);
    kill();

    ok("check", image.toString());
    assertTrue(out.toString().contains(": clean;"), out::toString);
    assertTrue(
        out.toString().matches("(?s).*its intent log holds [1-9]\\d* records, .*"), out::toString);
    assertTrue(
        json("check", "--json", image.toString()).at("/report/logRecordCount").asLong() > 0,
        out::toString);

    mount("", mnt);
    assertArrayEquals(small, Files.readAllBytes(mnt.resolve("small")));
    assertArrayEquals(large, Files.readAllBytes(mnt.resolve("large")));
    ok("umount", mnt.toString());
    ok("check", image.toString());
    assertTrue(out.toString().contains(": clean;"), out::toString);
    assertFalse(out.toString().contains("intent log"), out::toString);
  }

  @Test
  void syncedNamesOutliveAKilledDaemon() throws Exception {
    mount("", mnt, LAZY);
    Path directory = Files.createDirectory(mnt.resolve("directory"));
    Files.writeString(directory.resolve("old"), "old");
    Files.writeString(directory.resolve("gone"), "gone");
    syncDirectory(directory);
    writeSynced(directory.resolve("new"), content(3, 10_000));
    Files.move(
        directory.resolve("new"), directory.resolve("old"), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(directory.resolve("gone"));
    syncDirectory(directory);
    kill();
    mount("", mnt);
    try (var files = Files.list(directory)) {
      assertEquals("[old]", files.map(Path::getFileName).toList().toString());
    }
    assertArrayEquals(content(3, 10_000), Files.readAllBytes(directory.resolve("old")));
    ok("umount", mnt.toString());
    ok("check", image.toString());
  }

  @Test
  void rootsOutliveAKilledDaemon() throws Exception {
    mount("", mnt, LAZY);
    ok("snapshot", mnt + "@destroyed");
    Files.writeString(mnt.resolve("file"), "before");
    ok("snapshot", mnt + "@monday");
    ok("clone", mnt.toString(), "copy", "--writable");
    ok("destroy", mnt + "@destroyed");
    Files.writeString(mnt.resolve("file"), "after");
    kill();
    ok("check", image.toString());
    for (String root : new String[] {"@monday", ":copy"}) {
      mount(root, mnt);
      assertEquals("before", Files.readString(mnt.resolve("file")), root);
      ok("umount", mnt.toString());
    }
    ok("list", image.toString());
    assertFalse(out.toString().contains("destroyed"), out::toString);
    ok("check", image.toString());
  }

  @Test
  void olderCheckpointIsMountedWithoutTheLogAndLeavesItForTheNextMount() throws Exception {
    mount("", mnt, LAZY);
    Files.writeString(mnt.resolve("file"), "old");
    ok("checkpoint", mnt.toString());
    writeSynced(mnt.resolve("file"), "new".getBytes(UTF_8));
    kill();
    long generation;
    try (BlockDevice device =
        DeviceOpener.device(image, FileDeviceOptions.defaults().withReadOnly(true))) {
      generation = CheckpointList.of(device).getFirst().generation();
    }
    mount("", mnt, "--generation", "" + generation);
    assertEquals("old", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
    mount("", mnt);
    assertEquals("new", Files.readString(mnt.resolve("file")));
    ok("umount", mnt.toString());
  }

  @Test
  void mountTellsThatItWentBackToAnOlderCheckpoint() throws Exception {
    mount("", mnt, LAZY);
    writeSynced(mnt.resolve("file"), content(6, 100));
    ok("umount", mnt.toString());
    long newest =
        json("status", image.toString(), "--json").at("/images/0/statistics/generation").asLong();
    damageSuperblock(newest);
    mount("", mnt);
    String told = err.toString();
    assertTrue(told.startsWith("mucca: warning: " + image + ": the superblock in slot "), told);
    assertArrayEquals(content(6, 100), Files.readAllBytes(mnt.resolve("file")));
    ok("umount", mnt.toString());
    mount("", mnt);
    ok("umount", mnt.toString());
  }

  private void damageSuperblock(long generation) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rwd")) {
      long offset = generation % 4 * (16 << 10) + 100;
      file.seek(offset);
      int old = file.read();
      file.seek(offset);
      file.write(old ^ 1);
    }
  }

  @Test
  void statusShowsHowMuchOfTheIntentLogIsUsed() throws Exception {
    mount("", mnt, LAZY);
    writeSynced(mnt.resolve("file"), content(4, 100));
    JsonNode figures = json("status", mnt.toString(), "--json").at("/images/0/statistics");
    long size = figures.get("logSizeBytes").asLong();
    long used = figures.get("logUsedBytes").asLong();
    assertTrue(used > 0 && used < size, figures::toString);
    ok("checkpoint", mnt.toString());
    ok("status", mnt.toString());
    assertTrue(out.toString().matches("(?s).*  intent log of .+: 0 B used\\R.*"), out::toString);
    ok("umount", mnt.toString());
  }

  @Test
  void scrubOfAMountedImageNamesTheFilesInADamagedBlock() throws Exception {
    byte[] content = content(5, 100_000);
    mount("", mnt, LAZY);
    Files.createDirectory(mnt.resolve("directory"));
    Files.write(mnt.resolve("directory/file"), content);
    ok("snapshot", mnt + "@monday");
    ok("checkpoint", mnt.toString());
    damage(Arrays.copyOfRange(content, 2 * BLOCK_BYTES, 3 * BLOCK_BYTES));
    assertEquals(12, mucca("scrub", mnt.toString(), "--rate", "0"), () -> err.toString());
    String text = out.toString();
    assertTrue(text.matches("(?s)block \\d+, content: has checksum .*"), text);
    assertTrue(text.contains("  main: /directory/file at byte 8192\n"), text);
    assertTrue(text.contains("  main@monday: /directory/file at byte 8192\n"), text);
    ok("umount", mnt.toString());
  }

  /** Changes a byte of the block with this content, behind the back of the daemon. */
  private void damage(byte[] block) throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    for (int at = 0; at < bytes.length; at += BLOCK_BYTES) {
      if (Arrays.equals(bytes, at, at + BLOCK_BYTES, block, 0, BLOCK_BYTES)) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rwd")) {
          file.seek(at + 100);
          file.write(block[100] ^ 1);
        }
        return;
      }
    }
    throw new AssertionError("the block is not on the image");
  }
}
