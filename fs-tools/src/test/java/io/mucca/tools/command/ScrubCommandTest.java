package io.mucca.tools.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.BlockDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.Attributes;
import io.mucca.fs.FileSystem;
import io.mucca.fs.OpenOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.tools.image.DeviceOpener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mucca scrub} on image files. */
class ScrubCommandTest {
  private static final int BLOCK_BYTES = 4096;
  private static final byte[] CONTENT = "what is in the file".repeat(5000).getBytes(UTF_8);

  @TempDir private Path directory;
  private Path image;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void makeImage() throws IOException {
    image = directory.resolve("x.img");
    assertEquals(0, mucca("format", image.toString(), "--size", "16M"), () -> err.toString());
    BlockDevice device = DeviceOpener.device(image, FileDeviceOptions.defaults());
    try (VolumeImage opened = VolumeImage.open(device, OpenOptions.DEFAULT);
        FileSystem files = opened.openRoot(RootName.volume("main"), false)) {
      Attributes attributes = new Attributes();
      files.createNode(FileSystem.ROOT_INODE, "file".getBytes(UTF_8), 0644, 1, 2, 0, attributes);
      files.write(attributes.inode, 0, MemorySegment.ofArray(CONTENT));
      opened.snapshot(new RootName("main", "monday"));
    }
  }

  private int mucca(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return CommandRun.execute(directory, new DeviceOpener(), out, err, arguments);
  }

  /** Changes one byte of the file's first block on the device. */
  private void damageFile() throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    for (int at = 0; at < bytes.length; at += BLOCK_BYTES) {
      if (Arrays.equals(bytes, at, at + BLOCK_BYTES, CONTENT, 0, BLOCK_BYTES)) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
          file.seek(at + 100);
          file.write('#');
        }
        return;
      }
    }
    throw new AssertionError("the file's first block is not on the image");
  }

  @Test
  void soundImageIsOneLine() {
    assertEquals(0, mucca("scrub", image.toString()), () -> err.toString());
    assertTrue(
        out.toString().matches(".*/x\\.img: no damage; checkpoint \\d+ from .* verified\\R"),
        out::toString);
    assertEquals("", err.toString());
  }

  @Test
  void damagedBlockIsNamedWithItsFilesAndAnExitCode() throws IOException {
    damageFile();
    assertEquals(12, mucca("scrub", image.toString()));
    String text = out.toString();
    assertTrue(text.matches("(?s)block \\d+, content: has checksum .*"), text);
    assertTrue(text.contains("  main: /file at byte 0\n"), text);
    assertTrue(text.contains("  main@monday: /file at byte 0\n"), text);
    assertTrue(text.contains("x.img: 1 damaged blocks; "), text);
  }

  @Test
  void damageInJsonHasItsFiles() throws IOException {
    damageFile();
    assertEquals(12, mucca("scrub", "--json", "--rate", "0", image.toString()));
    String text = out.toString();
    assertTrue(text.contains("\"end\" : \"COMPLETE\""), text);
    assertTrue(text.contains("\"path\" : \"/file\""), text);
    assertTrue(text.contains("\"clean\" : false"), text);
  }

  @Test
  void statusOfNoScrubSaysSo() {
    assertEquals(0, mucca("scrub", image.toString(), "--status"));
    assertTrue(out.toString().contains("no scrub is running or paused"), out::toString);
  }

  @Test
  void wrongInputsAreRefused() {
    assertEquals(2, mucca("scrub", image.toString(), "--status", "--pause"));
    assertEquals(2, mucca("scrub", image.toString(), "--rate", "fast"));
    assertEquals(2, mucca("scrub", image + "@monday"));
    assertEquals(10, mucca("scrub", directory.resolve("none").toString()));
    assertEquals(10, mucca("scrub", image.toString(), "--resume"));
    assertTrue(err.toString().contains("no scrub to resume"), err::toString);
    assertEquals(1, mucca("scrub", image.toString(), "--pause"));
  }
}
