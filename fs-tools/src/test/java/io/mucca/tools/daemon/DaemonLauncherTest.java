package io.mucca.tools.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.fs.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonLauncherTest {
  @TempDir private Path directory;

  @Test
  void memoryIsThatOfTheCaches() {
    List<String> options = DaemonLauncher.memory(OpenOptions.DEFAULT);
    assertTrue(options.contains("-Xmx169m"), options::toString);
    OpenOptions large = new OpenOptions(false, 1L << 30, 0, 0, 5000);
    assertTrue(DaemonLauncher.memory(large).contains("-Xmx1096m"));
  }

  @Test
  void installedProgramUsesItsPreparedClasses() throws IOException {
    DaemonLauncher launcher = new DaemonLauncher("Main");
    String jar = directory.resolve("fs-tools.jar").toString();
    assertEquals(
        List.of("--enable-native-access=ALL-UNNAMED", "-Xint", "-cp", jar, "Main"),
        launcher.program(jar, List.of("-Xint")));
    Path prepared = Files.createFile(directory.resolve("mucca.aot"));
    assertEquals(
        List.of("-XX:AOTCache=" + prepared, "-Xlog:disable", "-Xint", "-jar", jar),
        launcher.program(jar, List.of("-Xint")));
    assertTrue(launcher.program(jar + ":/other", List.of()).contains(jar + ":/other"));
  }

  @Test
  void logsOfRootAreWhereThoseOfDaemonsAre() {
    assertEquals(Path.of("/var/log/mucca"), LogFiles.directory(Map.of(), "root"));
    assertEquals(
        Path.of("/state/mucca"), LogFiles.directory(Map.of("XDG_STATE_HOME", "/state"), "root"));
    assertTrue(LogFiles.directory(Map.of(), "me").endsWith(".local/state/mucca"));
  }
}
