package io.mucca.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script that finds a Java; the ones it finds here only say how they were called. */
class LauncherTest {
  @TempDir private Path folder;
  private Path home;
  private Path launcher;

  @BeforeEach
  void installLauncher() throws IOException {
    home = Files.createDirectories(folder.toRealPath().resolve("a home"));
    launcher = Files.createDirectories(home.resolve("bin")).resolve("mucca");
    Files.copy(Path.of("src/main/launcher/mucca"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  void ownVariableComesFirst() throws Exception {
    var environment =
        Map.of("MUCCA_JAVA_HOME", java("own", "25.0.1"), "JAVA_HOME", java("other", "25.0.1"));
    assertEquals("own", launch(environment).getFirst());
  }

  @Test
  void javaThatIsTooOldIsPassedOver() throws Exception {
    var environment =
        Map.of("MUCCA_JAVA_HOME", java("old", "17.0.15"), "JAVA_HOME", java("new", "26"));
    assertEquals("new", launch(environment).getFirst());
  }

  @Test
  void folderThatHoldsNoJavaIsPassedOver() throws Exception {
    var environment =
        Map.of("MUCCA_JAVA_HOME", folder.toString(), "JAVA_HOME", java("real", "25-ea"));
    assertEquals("real", launch(environment).getFirst());
  }

  @Test
  void javaOnThePathIsFoundThroughLinks() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    Files.createSymbolicLink(tools.resolve("java"), Path.of(java("linked", "25"), "bin", "java"));
    assertEquals("linked", launch(Map.of("PATH", tools + ":/usr/bin:/bin")).getFirst());
  }

  @Test
  void launcherFindsItsJarsThroughLinks() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("a home/bin/mucca"));
    launcher = Files.createSymbolicLink(folder.resolve("second"), first);
    List<String> call = launch(Map.of("JAVA_HOME", java("java", "25")));
    assertEquals(home + "/lib/fs-tools.jar", jar(call));
  }

  @Test
  void argumentsArePassedAsTheyAre() throws Exception {
    List<String> arguments = List.of("mount", "an image:@", "*", "", "--", "-o");
    List<String> call = launch(Map.of("JAVA_HOME", java("java", "25")), arguments);
    assertEquals(arguments, call.subList(call.indexOf(jar(call)) + 1, call.size()));
  }

  @Test
  void optionsOfTheUserOverrideTheDefaults() throws Exception {
    List<String> call =
        launch(Map.of("JAVA_HOME", java("java", "25"), "MUCCA_JAVA_OPTS", "-Xmx1g -Dname=*"));
    assertTrue(call.indexOf("-Xmx512m") < call.indexOf("-Xmx1g"), call::toString);
    assertEquals("-Dname=*", call.get(call.indexOf("-Xmx1g") + 1));
  }

  private static String jar(List<String> call) {
    return call.get(call.indexOf("-jar") + 1);
  }

  /** A folder that looks like a JDK; its java prints its name and its arguments, one per line. */
  private String java(String name, String version) throws IOException {
    Path javaHome = Files.createDirectory(folder.resolve(name));
    Files.writeString(
        javaHome.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nLIBC=\"gnu\"\n");
    Path java = Files.createDirectory(javaHome.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' " + name + " \"$@\"\n");
    assertTrue(java.toFile().setExecutable(true));
    return javaHome.toString();
  }

  private List<String> launch(Map<String, String> environment) throws Exception {
    return launch(environment, List.of("status"));
  }

  private List<String> launch(Map<String, String> environment, List<String> arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines;
    try (var output = process.inputReader(UTF_8)) {
      lines = output.readAllLines();
    }
    assertEquals(0, process.waitFor(), () -> String.join("\n", lines));
    return lines;
  }
}
