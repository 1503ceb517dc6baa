package io.mucca.tools.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mucca.tools.failure.Failure;
import io.mucca.tools.image.ImageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeDirectoryTest {
  @TempDir private Path directory;

  @Test
  void rootFindsItsDaemonsWhateverTheSession() {
    assertEquals(
        Path.of("/run/mucca"),
        RuntimeDirectory.of(Map.of("XDG_RUNTIME_DIR", "/run/user/0"), 0).path());
  }

  @Test
  void othersHaveItInTheirSessionOrElseInTmp() {
    assertEquals(
        Path.of("/run/user/7/mucca"),
        RuntimeDirectory.of(Map.of("XDG_RUNTIME_DIR", "/run/user/7"), 7).path());
    assertEquals(Path.of("/tmp/mucca-7"), RuntimeDirectory.of(Map.of(), 7).path());
  }

  @Test
  void ownVariableComesFirst() {
    assertEquals(
        Path.of("/own"), RuntimeDirectory.of(Map.of("MUCCA_RUNTIME_DIR", "/own"), 0).path());
  }

  @Test
  void createdDirectoryIsForTheUserAlone() throws IOException {
    RuntimeDirectory runtime = new RuntimeDirectory(directory.resolve("a/b"));
    runtime.create();
    runtime.create();
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(runtime.path())));
  }

  @Test
  void directoryThatOthersCanWriteToIsRefused() throws IOException {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThrows(Failure.class, () -> new RuntimeDirectory(shared).create());
    assertThrows(Failure.class, () -> new RuntimeDirectory(shared).sockets());
  }

  @Test
  void onlySocketsAreListed() throws IOException {
    RuntimeDirectory runtime = new RuntimeDirectory(directory.resolve("r"));
    assertEquals(List.of(), runtime.sockets());
    runtime.create();
    Path socket = Files.createFile(runtime.socket(new ImageId("1-2")));
    Files.createFile(runtime.path().resolve("other"));
    assertEquals(List.of(socket), runtime.sockets());
  }
}
