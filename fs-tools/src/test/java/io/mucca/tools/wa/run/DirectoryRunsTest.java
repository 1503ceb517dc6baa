package io.mucca.tools.wa.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.wa.engine.DirectoryEngine;
import io.mucca.tools.wa.result.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same workloads on whatever filesystem temporary files are. */
class DirectoryRunsTest {
  @TempDir private Path directory;

  private DirectoryEngine.Options options(Path device) {
    return new DirectoryEngine.Options(directory, device, 0, "", "", Map.of("mkfs", "unknown"));
  }

  private Run run(String workload, Map<String, String> set) throws IOException {
    return Runs.run(() -> DirectoryEngine.open(options(null)), workload, 1, set);
  }

  @Test
  void namesAndBytesAreMeasuredAndRemoved() throws IOException {
    Run metadata = run("metadata", Map.of("operations", "3", "operation", "rename"));
    assertEquals(3, metadata.application().operations());
    assertEquals(3, metadata.application().syncs());
    Run appended = run("append-fsync", Map.of("operations", "5", "write-size", "100"));
    assertEquals(500, appended.application().uniqueBytes());
    assertEquals("unknown", appended.subject().options().get("mkfs"));
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void filesystemHearsTheSettleCommand() throws IOException {
    Path heard = directory.resolve("heard");
    DirectoryEngine.Options options =
        new DirectoryEngine.Options(
            directory, null, 0, "echo settled >> " + heard, "named", Map.of());
    Run run =
        Runs.run(() -> DirectoryEngine.open(options), "append-fsync", 1, Map.of("operations", "1"));
    assertEquals("named", run.subject().filesystem());
    assertEquals(List.of("settled", "settled"), Files.readAllLines(heard));
  }

  @Test
  void deviceMustBeOne() {
    Failure missing =
        assertThrows(
            Failure.class, () -> DirectoryEngine.open(options(Path.of("/dev/no-such-device"))));
    assertEquals(
        "there is no device /dev/no-such-device; 'lsblk' lists what there is",
        missing.getMessage());
    Failure other =
        assertThrows(Failure.class, () -> DirectoryEngine.open(options(Path.of("/dev/null"))));
    assertTrue(other.getMessage().contains("is not a block device"), other::getMessage);
  }
}
