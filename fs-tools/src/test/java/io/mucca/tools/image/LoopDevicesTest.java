package io.mucca.tools.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopDevicesTest {
  @TempDir private Path system;

  @Test
  void deviceIsFoundByTheFileBehindIt() throws IOException {
    Files.createDirectory(system.resolve("loop0"));
    Path loop = Files.createDirectories(system.resolve("loop7/loop"));
    Files.writeString(loop.resolve("backing_file"), "/data/a disk.img\n");
    assertEquals(Path.of("/dev/loop7"), LoopDevices.over(Path.of("/data/a disk.img"), system));
    assertNull(LoopDevices.over(Path.of("/data/other.img"), system));
    assertNull(LoopDevices.over(Path.of("/data/a disk.img"), system.resolve("none")));
  }
}
