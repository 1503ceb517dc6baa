package io.mucca.tools.wa.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mucca.sys.ProcessCalls;
import io.mucca.tools.wa.engine.Counters;
import io.mucca.tools.wa.engine.Engine;
import io.mucca.tools.wa.engine.WorkFile;
import io.mucca.tools.wa.result.Subject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Filesystems of this kernel, on real loop devices; needs root. */
@Timeout(120)
class RealPeerTest {
  private static final long SIZE_BYTES = 320L << 20; // XFS takes nothing smaller than 300 MiB.
  private static final int WRITE_BYTES = 1 << 20;

  @TempDir Path parent;
  private final LinuxHost host = new LinuxHost();

  @BeforeEach
  void needRoot() throws IOException {
    parent = parent.toRealPath();
    Assumptions.assumeTrue(ProcessCalls.getuid() == 0, "loop devices need root");
  }

  static List<Peer> peers() {
    return List.of(KernelPeer.xfs(), KernelPeer.ext4("ext4", "noatime"));
  }

  @ParameterizedTest
  @MethodSource("peers")
  void countsWhatWasWrittenAndLeavesNothing(Peer peer) throws IOException {
    needs(peer);
    try (Engine engine =
        new PeerOpener(peer, host, parent, SIZE_BYTES, 4096, Assertions::fail).open()) {
      Subject subject = engine.subject();
      assertEquals(peer.name(), subject.filesystem());
      assertEquals(4096, subject.sectorBytes());
      assertEquals(SIZE_BYTES, subject.sizeBytes());
      assertTrue(String.valueOf(subject.options().get("mkfs")).contains("mkfs"), subject::toString);
      engine.settle();
      long before = engine.deviceBytes();
      try (WorkFile file = engine.files().create("file")) {
        file.write(0, ByteBuffer.allocate(WRITE_BYTES));
      }
      engine.settle();
      Counters.Kernel kernel = engine.counters().kernel();
      assertNotNull(kernel);
      long written = engine.deviceBytes() - before;
      assertTrue(written >= WRITE_BYTES && written < 2 * WRITE_BYTES, () -> "wrote " + written);
    }
    assertNothingIsLeft();
  }

  @Test
  void nextStartRemovesWhatAKilledProcessLeft() throws Exception {
    Peer peer = KernelPeer.ext4("ext4", "noatime");
    needs(peer);
    Process process =
        new ProcessBuilder(
                java(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                parent.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader()) {
      assertEquals("mounted", output.readLine());
      assertEquals(List.of(), Workspace.removeLeftovers(parent, host), "it is still alive");
      process.destroyForcibly();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(1, host.mountsBelow(parent).size());
      List<String> said = Workspace.removeLeftovers(parent, host);
      assertEquals(1, said.size(), said::toString);
      assertTrue(said.getFirst().contains("mount on mnt"), said::toString);
    } finally {
      process.destroyForcibly();
    }
    assertNothingIsLeft();
  }

  /** Mounts a peer, says so, and waits to be killed. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      Path parent = Path.of(arguments[0]);
      Peer peer = KernelPeer.ext4("ext4", "noatime");
      try (Engine engine =
          new PeerOpener(peer, new LinuxHost(), parent, SIZE_BYTES, 512, Assertions::fail).open()) {
        try (WorkFile file = engine.files().create("file")) {
          file.write(0, ByteBuffer.allocate(WRITE_BYTES));
          System.out.println("mounted");
          Thread.sleep(100_000);
        }
      }
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Skips the test where the filesystem cannot be had; but CI must not be green for nothing. */
  private void needs(Peer peer) throws IOException {
    String obstacle = peer.obstacle(host);
    if (obstacle != null && "true".equals(System.getenv("CI"))) {
      Assertions.fail(obstacle);
    }
    Assumptions.assumeTrue(obstacle == null, () -> obstacle);
  }

  private void assertNothingIsLeft() throws IOException {
    assertEquals(List.of(), host.mountsBelow(parent));
    try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
      for (Path device : devices.toList()) {
        Path backing = device.resolve("loop/backing_file");
        if (Files.exists(backing)) {
          String file = Files.readString(backing);
          assertTrue(!file.startsWith(parent.toString()), () -> device + " is over " + file);
        }
      }
    }
    try (Stream<Path> files = Files.list(parent)) {
      assertEquals(List.of(), files.toList());
    }
  }
}
