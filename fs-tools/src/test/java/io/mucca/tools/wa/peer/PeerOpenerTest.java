package io.mucca.tools.wa.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.tools.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PeerOpenerTest {
  private static final long SIZE_BYTES = 1 << 20;

  @TempDir Path parent;

  /** The kernel counts nothing on the fake's device, so that is where each of them ends at last. */
  @ParameterizedTest
  @MethodSource("peers")
  void failureAtAnyStepLeavesNothing(Peer peer) throws IOException {
    FakeHost undisturbed = new FakeHost();
    assertThrows(IOException.class, () -> opener(peer, undisturbed).open());
    List<String> made = commandsUntilRemoval(undisturbed);
    assertTrue(made.size() >= 4, made::toString);
    for (String failing : made) {
      FakeHost host = new FakeHost();
      host.fails = command -> withoutNumbers(command).equals(withoutNumbers(failing));
      assertThrows(IOException.class, () -> opener(peer, host).open(), failing);
      assertTrue(host.isClean(), () -> "after '" + failing + "' failed: " + host);
      try (Stream<Path> files = Files.list(parent)) {
        assertEquals(List.of(), files.toList(), failing);
      }
    }
  }

  static List<Peer> peers() {
    return List.of(KernelPeer.xfs(), KernelPeer.ext4("ext4", "noatime"), new ZfsFuse());
  }

  private static List<String> commandsUntilRemoval(FakeHost host) {
    return host.commands.stream()
        .takeWhile(command -> !command.startsWith("umount"))
        // How zpool answers is a question and no step.
        .filter(command -> !command.startsWith("zpool list"))
        .toList();
  }

  /** Each workspace has another number. */
  private static String withoutNumbers(String command) {
    return command.replaceAll("mucca-compare-\\d+", "");
  }

  @Test
  void zfsIsUnmountedBeforeItsDaemonEnds() {
    FakeHost host = new FakeHost();
    assertThrows(IOException.class, () -> opener(new ZfsFuse(), host).open());
    assertEquals(List.of("umount", "end", "losetup"), removal(host));
  }

  @Test
  void daemonThatRanAlreadyLosesOnlyOurPool() {
    FakeHost host = new FakeHost();
    host.programs.put("of-somebody-else", ZfsFuse.DAEMON);
    assertThrows(IOException.class, () -> opener(new ZfsFuse(), host).open());
    assertEquals(List.of("umount", "zpool", "losetup"), removal(host));
    assertEquals(1, host.programs.size());
    assertEquals(List.of(), host.pools);
  }

  @Test
  void poolThatIsBusyForAWhileIsDestroyedAtLast() {
    FakeHost host = new FakeHost();
    host.programs.put("of-somebody-else", ZfsFuse.DAEMON);
    int[] left = {3};
    host.fails = command -> command.startsWith("zpool destroy") && left[0]-- > 0;
    assertThrows(IOException.class, () -> opener(new ZfsFuse(), host).open());
    assertEquals(List.of(), host.pools);
    assertEquals(Map.of(), host.loops);
  }

  private static List<String> removal(FakeHost host) {
    return host.commands.stream()
        .dropWhile(command -> !command.startsWith("umount"))
        .filter(command -> !command.startsWith("zpool list"))
        .map(command -> command.split(" ")[0])
        .toList();
  }

  @Test
  void loopDeviceWithoutDirectIoIsRefused() {
    FakeHost host = new FakeHost();
    host.directIo = false;
    Failure failure = assertThrows(Failure.class, () -> opener(KernelPeer.xfs(), host).open());
    assertTrue(failure.getMessage().contains("--work-dir"), failure::getMessage);
    assertTrue(host.isClean(), host::toString);
  }

  private PeerOpener opener(Peer peer, FakeHost host) {
    return new PeerOpener(peer, host, parent, SIZE_BYTES, 512, Assertions::fail);
  }
}
