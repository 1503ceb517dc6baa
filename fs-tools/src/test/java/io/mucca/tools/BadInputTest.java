package io.mucca.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.command.Environment;
import io.mucca.tools.command.TopCommand;
import io.mucca.tools.control.RuntimeDirectory;
import io.mucca.tools.daemon.DaemonLauncher;
import io.mucca.tools.text.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Images that are not what they should be. Each command says in one line what is wrong with which
 * image, and changes nothing.
 */
class BadInputTest {
  private static final int SLOT_COUNT = 4;
  private static final int SLOT_STRIDE_BYTES = 16 << 10;
  private static final int SUPERBLOCK_BYTES = 512;
  private static final int CHECKSUM = SUPERBLOCK_BYTES - Integer.BYTES;
  private static final int VERSION = 8;
  private static final int SECTOR_SIZE = 12;
  private static final int INCOMPATIBLE = 16;
  private static final int READ_ONLY_COMPATIBLE = 24;
  private static final int COMPATIBLE = 32;

  @TempDir private Path directory;
  private Path image;
  private Path mnt;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void formatImage() throws IOException {
    image = directory.toRealPath().resolve("x.img");
    mnt = Files.createDirectory(directory.resolve("mnt"));
    assertEquals(0, mucca("format", image.toString(), "--size", "2M"), () -> err.toString());
    assertEquals(0, mucca("snapshot", image + "@before"), () -> err.toString());
    assertEquals(0, mucca("clone", image.toString(), "copy", "--writable"), () -> err.toString());
  }

  private int mucca(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    Environment environment =
        Environment.of(
            new Console(new PrintWriter(out), new PrintWriter(err), false),
            new RuntimeDirectory(directory.resolve("run")),
            (_, _, _, _) -> {
              throw new IOException("nothing is mounted here");
            },
            new DaemonLauncher(Mucca.class.getName()));
    return new TopCommand(environment).execute(arguments);
  }

  /** Gives every kind of command that opens an image; none succeeds or changes anything. */
  private void assertRefused(int exitCode, String... words) throws IOException {
    assertReadRefused(exitCode, words);
    assertWriteRefused(exitCode, words);
  }

  private void assertReadRefused(int exitCode, String... words) throws IOException {
    assertFails(exitCode, words, "list", image.toString());
    assertFails(exitCode, words, "status", image.toString());
    assertFails(exitCode, words, "get", image.toString());
  }

  private void assertWriteRefused(int exitCode, String... words) throws IOException {
    assertFails(exitCode, words, "snapshot", image + "@new");
    assertFails(exitCode, words, "clone", image.toString(), "new");
    assertFails(exitCode, words, "destroy", image + "@before");
    assertFails(exitCode, words, "volume", "create", image + ":new");
    assertFails(exitCode, words, "volume", "rm", image + ":copy");
    assertFails(exitCode, words, "set", image + ":copy", "readonly=on");
    assertFails(exitCode, words, "mount", "-f", image.toString(), mnt.toString());
  }

  private void assertFails(int exitCode, String[] words, String... command) throws IOException {
    byte[] before = Files.readAllBytes(image);
    String shown = String.join(" ", command);
    assertEquals(exitCode, mucca(command), () -> shown + ": " + err);
    assertOneLine(shown);
    for (String word : words) {
      assertTrue(err.toString().contains(word), () -> shown + ": " + err);
    }
    assertArrayEquals(before, Files.readAllBytes(image), shown);
  }

  private void assertOneLine(String shown) {
    assertEquals(1, err.toString().lines().count(), () -> shown + ": " + err);
    assertTrue(err.toString().contains("x.img"), () -> shown + ": " + err);
    assertFalse(err.toString().contains("internal error"), () -> shown + ": " + err);
  }

  /** Changes a field in every superblock and makes its checksum right again. */
  private void changeSuperblocks(int offset, int xor) throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
      int start = slot * SLOT_STRIDE_BYTES;
      bytes[start + offset] ^= (byte) xor;
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, start, CHECKSUM);
      ByteBuffer.wrap(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(start + CHECKSUM, (int) checksum.getValue());
    }
    Files.write(image, bytes);
  }

  @Test
  void fileThatIsNoImageIsNoImage() throws IOException {
    Files.write(image, new byte[2 << 20]);
    assertRefused(10, "is not a mucca image", "mucca format");
  }

  @Test
  void emptyFileIsNoImage() throws IOException {
    Files.write(image, new byte[0]);
    assertRefused(10, "is not a mucca image", "mucca format");
  }

  @Test
  void imageThatLacksItsEndIsDamaged() throws IOException {
    Files.write(image, Arrays.copyOf(Files.readAllBytes(image), (2 << 20) - 4096));
    assertRefused(12, "is truncated", "2097152", "2093056");
  }

  @Test
  void laterVersionIsRefused() throws IOException {
    changeSuperblocks(VERSION, 5);
    assertRefused(1, "version 4", "a later one");
  }

  @Test
  void unknownIncompatibleFeatureIsRefused() throws IOException {
    changeSuperblocks(INCOMPATIBLE, 4);
    assertRefused(1, "features", "0x4", "a later one");
  }

  @Test
  void unknownReadOnlyCompatibleFeatureAllowsReading() throws IOException {
    changeSuperblocks(READ_ONLY_COMPATIBLE, 4);
    assertEquals(0, mucca("list", image.toString()), () -> err.toString());
    assertWriteRefused(1, "read-only");
  }

  @Test
  void unknownCompatibleFeatureDoesNotMatter() throws IOException {
    changeSuperblocks(COMPATIBLE, 4);
    assertEquals(0, mucca("list", image.toString()), () -> err.toString());
    assertEquals(0, mucca("snapshot", image + "@new"), () -> err.toString());
  }

  @Test
  void sectorSizeThatNothingHasIsDamage() throws IOException {
    changeSuperblocks(SECTOR_SIZE, 1);
    assertRefused(12, "sector size");
  }

  /** What is not used by the newest checkpoint, or has a second version, may be anything. */
  @Test
  void flippedByteInAnyBlockIsNoticedOrDoesNotMatter() throws IOException {
    assertEquals(0, mucca("list", image.toString()), () -> err.toString());
    String expected = out.toString();
    byte[] sound = Files.readAllBytes(image);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int block : writtenBlocks(sound)) {
      byte[] damaged = sound.clone();
      damaged[block + random.nextInt(4096)] ^= (byte) (1 + random.nextInt(255));
      Files.write(image, damaged);
      String where = "block at " + block + ", seed " + seed;
      int exitCode = mucca("list", image.toString());
      assertArrayEquals(damaged, Files.readAllBytes(image), where);
      if (exitCode == 0) {
        // It can be as of the checkpoint before, but then it says so.
        assertTrue(out.toString().equals(expected) || isOlder(out.toString()), where + "\n" + out);
      } else {
        assertEquals(12, exitCode, () -> where + ": " + err);
        assertOneLine(where);
      }
    }
  }

  /** Before the clone was made. */
  private static boolean isOlder(String list) {
    return list.contains("main") && !list.contains("copy");
  }

  private static List<Integer> writtenBlocks(byte[] bytes) {
    List<Integer> written = new ArrayList<>();
    byte[] zeros = new byte[4096];
    for (int start = 0; start < bytes.length; start += zeros.length) {
      if (!Arrays.equals(bytes, start, start + zeros.length, zeros, 0, zeros.length)) {
        written.add(start);
      }
    }
    return written;
  }

  @ParameterizedTest
  @CsvSource({
    "1K, too few",
    "975K, too few",
    "x, is not a size",
    "0, bytes",
    "9000000T, 2^63-1",
    "1M --block-size=1000, block size",
    "64M --block-size=1M, block size",
    "64M --node-size=1K, node size",
    "64M --inline-limit=1G, inline limit",
    "64M --compression=zstd:20, zstd:1 to zstd:19"
  })
  void formatRefusesSizesThatMakeNoSense(String size, String word) throws IOException {
    List<String> command = new ArrayList<>(List.of("format", "NEW", "--size"));
    command.addAll(List.of(size.split(" ")));
    Path made = directory.resolve("new-x.img");
    command.set(1, made.toString());
    assertFails(2, new String[] {word}, command.toArray(String[]::new));
    assertFalse(Files.exists(made));
    command.set(1, image.toString());
    command.add("--force");
    assertFails(2, new String[] {word}, command.toArray(String[]::new));
  }

  @Test
  void formatNeedsTheDirectoryOfTheImage() throws IOException {
    String inNone = directory.resolve("none/x.img").toString();
    assertFails(10, new String[] {"No such file"}, "format", inNone, "--size", "2M");
  }
}
