package io.mucca.tools.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mucca.tools.MountedImage;
import io.mucca.tools.Mucca;
import io.mucca.tools.image.MuccaMounts;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few cycles of the soak; {@code mvn -Pkill-soak} runs many. */
class KillSoakTest {
  private static final int CYCLES = 3;

  @TempDir private Path directory;

  @Test
  @Timeout(300)
  void whatWasPromisedOutlivesTheDaemon() throws Exception {
    MountedImage.requireFuse();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Mucca.class.getName());
    long seed = System.nanoTime();
    SoakOptions options =
        new SoakOptions(directory.toRealPath(), command, CYCLES, seed, false, false);
    try (KillSoak soak = new KillSoak(options, line -> System.out.println(line))) {
      soak.run();
    }
    assertEquals(null, MuccaMounts.find(directory.resolve("mnt")));
  }
}
