package io.mucca.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.device.BlockDevice;
import io.mucca.device.FileDevice;
import io.mucca.device.FileDeviceOptions;
import io.mucca.fs.FormatOptions;
import io.mucca.fs.RootName;
import io.mucca.fs.VolumeImage;
import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.DeviceOpener;
import io.mucca.tools.text.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration on a small tree, without a mount. */
class DemoTest {
  private static final int FILES = 250;
  private static final String LINE =
      "a line of a file that is large enough for blocks of its own\n";

  @TempDir private Path directory;
  private Path sample;
  private CoreStage stage;

  @BeforeEach
  void makeSampleAndImage() throws IOException {
    sample = Files.createDirectory(directory.resolve("sample"));
    for (int i = 0; i < FILES; i++) {
      Path parent = Files.createDirectories(sample.resolve("d" + i % 7 + "/e"));
      Files.writeString(parent.resolve("f" + i), LINE.repeat(i));
    }
    Path image = directory.resolve("x.img");
    FileDevice.create(image, 64 << 20);
    try (BlockDevice device = DeviceOpener.device(image, FileDeviceOptions.defaults())) {
      VolumeImage.format(device, FormatOptions.DEFAULT);
    }
    stage = new CoreStage(image, "this is a test");
  }

  @Test
  void everyRootHoldsWhatItMust() throws IOException {
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(err), new PrintWriter(err), false);
    DemoResult result = new Demo(stage, new Sample(sample), console).run();
    stage.close();
    assertEquals(FILES, result.files());
    assertEquals((long) FILES * (FILES - 1) / 2 * LINE.length(), result.bytes());
    assertTrue(result.sharedBytes() > result.bytes(), result::toString);
    assertTrue(result.toText().contains("without a mount, since this is a test"));
    assertEquals("", err.toString(), "no progress where no terminal is");
  }

  @Test
  void aByteThatDiffersIsFound() throws IOException {
    Contents expected = new Contents();
    expected.put("dir/file", new byte[] {1, 2, 3});
    try (Tree tree = stage.open(RootName.volume("main"))) {
      tree.write("dir/file", new byte[] {1, 2, 4});
      assertThrows(Failure.class, () -> expected.requireIn(tree, "main"));
      tree.write("dir/file", new byte[] {1, 2, 3});
      expected.requireIn(tree, "main");
      expected.put("missing", new byte[0]);
      assertThrows(Failure.class, () -> expected.requireIn(tree, "main"));
    }
    stage.close();
  }
}
