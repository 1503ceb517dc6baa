package io.mucca.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MountTableTest {
  private static final MountTable TABLE =
      MountTable.parse(
          """
          22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
          40 22 0:40 / /mnt rw - tmpfs none rw
          41 40 0:41 / /mnt rw,nosuid shared:2 master:3 - fuse.mucca /a\\040b\\134c rw,user_id=0
          42 22 0:42 / /with\\040space rw - fuse.mucca image rw
          """);

  @Test
  void theLastOfStackedMountsIsFound() {
    assertEquals(
        new MountTable.Entry("0:41", "/mnt", "fuse.mucca", "/a b\\c"),
        TABLE.topmostAt(Path.of("/mnt")).orElseThrow());
  }

  @Test
  void escapedDirectoriesAreFound() {
    assertEquals("0:42", TABLE.topmostAt(Path.of("/with space")).orElseThrow().device());
  }

  @Test
  void otherDirectoriesAreNoMountPoints() {
    assertTrue(TABLE.topmostAt(Path.of("/mnt/sub")).isEmpty());
  }
}
