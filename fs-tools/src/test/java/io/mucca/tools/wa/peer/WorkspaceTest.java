package io.mucca.tools.wa.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  @TempDir Path parent;
  private final FakeHost host = new FakeHost();

  @Test
  void closingRemovesTheLastThingFirst() throws IOException {
    Workspace workspace = mounted();
    host.commands.clear();
    workspace.close();
    assertEquals(
        List.of("umount " + workspace.path("mnt"), "losetup --detach /dev/fake-loop0"),
        host.commands);
    assertNothingIsLeft();
  }

  @Test
  void whatCannotBeRemovedKeepsNothingElse() throws IOException {
    Workspace workspace = mounted();
    host.fails = command -> command.startsWith("losetup");
    IOException failure = assertThrows(IOException.class, workspace::close);
    assertTrue(
        failure.getMessage().contains(workspace.directory().toString()), failure::getMessage);
    assertTrue(failure.getMessage().contains("losetup"), failure::getMessage);
    assertEquals(List.of(), host.mounts);
    assertFalse(Files.exists(workspace.directory()));
  }

  @Test
  void nextStartRemovesWhatCouldNotBeRemoved() throws IOException {
    Workspace workspace = mounted();
    host.fails = command -> command.startsWith("losetup");
    assertThrows(IOException.class, workspace::close);
    host.fails = command -> false;
    List<String> said = Workspace.removeLeftovers(parent, host);
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.getFirst().contains("loop device over device.img"), said::toString);
    assertNothingIsLeft();
  }

  @Test
  void nextStartTellsWhatItCannotRemoveEither() throws IOException {
    Workspace workspace = mounted();
    host.fails = command -> command.startsWith("losetup");
    assertThrows(IOException.class, workspace::close);
    List<String> said = Workspace.removeLeftovers(parent, host);
    assertTrue(said.getFirst().contains("stays behind"), said::toString);
    host.fails = command -> false;
    assertEquals(1, Workspace.removeLeftovers(parent, host).size());
    assertNothingIsLeft();
  }

  @Test
  void busyMountIsDetachedAtLast() throws IOException {
    Workspace workspace = mounted();
    host.fails = command -> command.equals("umount " + workspace.path("mnt"));
    workspace.close();
    assertTrue(host.commands.contains("umount --lazy " + workspace.path("mnt")));
    assertNothingIsLeft();
  }

  @Test
  void filesStayWhileSomethingIsMountedAmongThem() throws IOException {
    Workspace workspace = mounted();
    Path precious = Files.createFile(Files.createDirectory(workspace.path("mnt")).resolve("file"));
    host.fails = command -> command.startsWith("umount");
    assertThrows(IOException.class, workspace::close);
    assertTrue(Files.exists(precious));
  }

  @Test
  void interruptDoesNotStopTheRemoval() throws IOException {
    Workspace workspace = mounted();
    boolean[] failed = {false};
    host.fails =
        command -> {
          boolean first = command.startsWith("umount") && !failed[0];
          failed[0] |= first;
          return first;
        };
    Thread.currentThread().interrupt();
    workspace.close();
    assertTrue(Thread.interrupted(), "the interrupt is still to be seen");
    assertNothingIsLeft();
  }

  @Test
  void nothingIsMadeAfterClosing() throws IOException {
    Workspace workspace = mounted();
    workspace.close();
    IOException failure =
        assertThrows(
            IOException.class, () -> workspace.make(Trace.Kind.MOUNT, "again", this::mount));
    assertEquals("interrupted", failure.getMessage());
    assertNothingIsLeft();
  }

  @Test
  void whatALivingProcessUsesStays() throws IOException {
    try (Workspace workspace = mounted()) {
      assertEquals(List.of(), Workspace.removeLeftovers(parent, host));
      assertTrue(Files.exists(workspace.directory()));
      assertEquals(1, host.mounts.size());
    }
    assertNothingIsLeft();
  }

  @Test
  void journalThatOthersCanWriteIsNotBelieved() throws IOException {
    Path journal = parent.resolve("mucca-compare-1.journal");
    Files.writeString(journal, "mount mnt\n");
    Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path victim = Files.createDirectories(parent.resolve("mucca-compare-1/mnt"));
    host.mounts.add(victim);
    assertEquals(List.of(), Workspace.removeLeftovers(parent, host));
    assertEquals(List.of(victim), host.mounts);
  }

  @Test
  void journalCannotNameAnythingElsewhere() throws IOException {
    Path other = parent.resolve("other");
    Path own = parent.resolve("mucca-compare-1/mnt");
    Path journal = parent.resolve("mucca-compare-1.journal");
    Files.writeString(journal, "mount " + other + "\nloop " + other + "\nmount mnt\nmou");
    Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-------"));
    host.loops.put(Path.of("/dev/fake-loop1"), other);
    host.mounts.addAll(List.of(other, own));
    assertEquals(1, Workspace.removeLeftovers(parent, host).size());
    assertEquals(List.of(other), host.mounts);
    assertEquals(1, host.loops.size());
  }

  @Test
  void poolOfSomebodyElseIsNotDestroyed() throws IOException {
    Path journal = parent.resolve("mucca-compare-1.journal");
    Files.writeString(journal, "pool tank\n");
    Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-------"));
    host.programs.put("", ZfsFuse.DAEMON);
    host.pools.addAll(List.of("tank", "mucca-compare-1"));
    assertEquals(1, Workspace.removeLeftovers(parent, host).size());
    assertEquals(List.of("tank"), host.pools);
  }

  @Test
  void workspacesOfOneProcessAreApart() throws IOException {
    try (Workspace first = Workspace.create(parent, host);
        Workspace second = Workspace.create(parent, host)) {
      assertFalse(first.directory().equals(second.directory()));
    }
    assertNothingIsLeft();
  }

  private Workspace mounted() throws IOException {
    Workspace workspace = Workspace.create(parent, host);
    workspace.make(
        Trace.Kind.LOOP, "device.img", path -> host.run("losetup", "--find", path.toString()));
    workspace.make(Trace.Kind.MOUNT, "mnt", this::mount);
    return workspace;
  }

  private String mount(Path path) throws IOException {
    return host.run("mount", path.toString());
  }

  private void assertNothingIsLeft() throws IOException {
    assertTrue(host.isClean(), host::toString);
    try (Stream<Path> files = Files.list(parent)) {
      assertEquals(List.of(), files.toList());
    }
  }
}
